import { checkAllowDates } from '../../lib/model/checks/allow-dates';

test('the last day itself still counts', () => {
  const draft = { data: { egress: { allow: [{ host: 'a.example', ports: [443], until: '2027-03-31' }] } } } as never;
  const found = (today: string) => {
    const ids: string[] = [];
    checkAllowDates(today)(draft, (id) => ids.push(id));
    return ids;
  };
  expect(found('2027-03-30')).toEqual([]);
  expect(found('2027-03-31')).toEqual([]);
  expect(found('2027-04-01')).toEqual(['allow-list-expired']);
});
