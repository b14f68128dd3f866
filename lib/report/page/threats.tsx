import type { ControlState } from '../types';
import { counted, Table, Tag, View } from './parts';
import type { Scene } from './scene';

const TONES: Readonly<Record<ControlState['state'], readonly [tone: string, text: string]>> = {
  on: ['allowed', 'on'],
  partly: ['undecided', 'partly on'],
  off: ['denied', 'off'],
  fails: ['danger', 'fails'],
  outside: ['denied', 'not in the files'],
};

/** The filter is about tenants, and the same threats concern all of them. */
export function ThreatsView({ scene: { data, environment } }: { readonly scene: Scene }) {
  const stateOf = (name: string) => environment.controls[data.controls.findIndex((each) => each.name === name)];
  return (
    <View
      title="Threats"
      lead={`Every known bypass, the controls against it, and their state in ${environment.name}. Attacks ran in the project’s lab.`}
    >
      <div class="cards">
        {data.threats.map(({ letter, title, attacks, refused, controls, remains }) => (
          <article key={letter} class="card">
            <h3>
              <span class="letter">{letter}</span>
              <span>{title}</span>
            </h3>
            <p class="muted">
              {refused} of {counted(attacks, 'attack')} refused
            </p>
            <ul class="controls">
              {controls.map((name) => {
                const state = stateOf(name);
                return (
                  <li key={name}>
                    <button type="button" onClick={() => jump(name)}>
                      {name}
                    </button>
                    {state && <Tag tone={TONES[state.state][0]}>{TONES[state.state][1]}</Tag>}
                  </li>
                );
              })}
            </ul>
            {remains.length > 0 && (
              <details>
                <summary>What remains</summary>
                {remains.map((text) => (
                  <p key={text}>{plain(text)}</p>
                ))}
              </details>
            )}
          </article>
        ))}
      </div>
      <h3>The controls</h3>
      <Table label="Controls" titles={['Control', 'State', 'What it is', 'Checked by']}>
        {data.controls.map(({ name, title, rules }, index) => {
          const state = environment.controls[index];
          return (
            <tr key={name} id={`control-${name}`} tabIndex={-1}>
              <th scope="row">{name}</th>
              <td>
                {state && <Tag tone={TONES[state.state][0]}>{TONES[state.state][1]}</Tag>}
                <small>{state?.text}</small>
              </td>
              <td>{plain(title)}</td>
              <td>
                <small>{rules.join(', ') || 'no rule'}</small>
              </td>
            </tr>
          );
        })}
      </Table>
    </View>
  );
}

/** Without links and code of Markdown. */
function plain(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}

function jump(name: string): void {
  const row = document.getElementById(`control-${name}`);
  row?.scrollIntoView({ block: 'center' });
  row?.focus();
}
