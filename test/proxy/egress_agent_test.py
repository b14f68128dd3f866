"""Tests of egress-agent.py, whose path is the first argument; run by egress-agent.test.ts and by the lab."""
import asyncio
import gc
import hashlib
import importlib.util
import json
import os
import runpy
import socket
import struct
import subprocess
import sys
import tempfile
import time
import types
import unittest
import urllib.request

agent_path = sys.argv.pop(1)
machine_path = agent_path.replace('.py', '-machine.py')
spec = importlib.util.spec_from_file_location('agent', agent_path)
agent = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(agent)
machine = types.SimpleNamespace(**runpy.run_path(machine_path))


class Clock:
    """In place of the module `time`."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


class Verdicts(unittest.TestCase):
    def setUp(self):
        self.clock = agent.time = Clock()

    def tearDown(self):
        agent.time = __import__('time')

    def outside(self, names=True):
        outside = agent.Outside(names)
        return outside

    def run_for(self, outside, seconds, *seen):
        for _ in range(round(seconds * 10)):
            self.clock.now += 0.1
            for what in seen:
                outside.saw(what)

    def says(self, outside):
        return outside.says('reaching'), outside.says('certain')

    def test_nothing_is_known_at_first_and_nothing_reached_is_down_after_a_while(self):
        outside = self.outside()
        self.assertEqual(self.says(outside), (None, None))
        self.run_for(outside, 2)
        self.assertEqual(self.says(outside), (False, False))

    def test_it_is_up_at_once_and_certain_after_a_second(self):
        outside = self.outside()
        self.run_for(outside, 0.2, 'name', 'answer')
        self.assertEqual(self.says(outside), (True, False))
        self.run_for(outside, 1.1, 'name', 'answer')
        self.assertEqual(self.says(outside), (True, True))

    def test_it_is_uncertain_well_before_it_is_down_and_back_before_it_is_certain(self):
        outside = self.outside()
        self.run_for(outside, 5, 'name', 'answer')
        self.run_for(outside, 1.5)
        self.assertEqual(self.says(outside), (True, False))
        self.run_for(outside, 1)
        self.assertEqual(self.says(outside), (False, False))
        self.run_for(outside, 0.1, 'name', 'answer')
        self.assertEqual(self.says(outside), (True, False))
        self.run_for(outside, 1.1, 'name', 'answer')
        self.assertEqual(self.says(outside), (True, True))

    def test_one_lost_attempt_changes_nothing(self):
        outside = self.outside()
        self.run_for(outside, 5, 'name', 'answer')
        self.run_for(outside, agent.EVERY + agent.TIMEOUT + 0.1)
        self.assertEqual(self.says(outside), (True, True))

    def test_answers_without_names_are_a_dead_resolver(self):
        outside = self.outside()
        self.run_for(outside, 5, 'name', 'answer')
        self.run_for(outside, 3, 'answer')
        self.assertEqual(self.says(outside), (False, False))

    def test_names_without_answers_are_not_the_outside(self):
        outside = self.outside()
        self.run_for(outside, 5, 'name', 'answer')
        self.run_for(outside, 3, 'name')
        self.assertEqual(self.says(outside), (False, False))

    def test_where_no_target_has_a_name_answers_are_enough(self):
        outside = self.outside(names=False)
        self.run_for(outside, 5, 'answer')
        self.assertEqual(self.says(outside), (True, True))

    def test_what_fails_for_both_makes_the_later_one_uncertain_before_the_earlier_one_is_down(self):
        # The earlier one had its last answer one attempt and a slow answer before.
        self.assertLess(agent.CERTAIN + 0.2, agent.REACHING - agent.EVERY - 0.2)


def answer(number, records, name=b'\x07example\x03com\x00'):
    head = struct.pack('!6H', number, 0x8180, 1, len(records), 0, 0) + name + struct.pack('!2H', 1, 1)
    return head + b''.join(b'\xc0\x0c' + struct.pack('!2HIH', kind, 1, 60, len(data)) + data for kind, data in records)


class Names(unittest.TestCase):
    def test_the_first_address_counts_behind_an_alias(self):
        data = answer(7, [(5, b'\x03www\xc0\x0c'), (1, bytes([192, 0, 2, 7])), (1, bytes([192, 0, 2, 8]))])
        self.assertEqual(agent.address_in(data), '192.0.2.7')

    def test_no_address_and_half_an_answer_are_failures(self):
        with self.assertRaises(OSError):
            agent.address_in(answer(7, []))
        with self.assertRaises((OSError, IndexError, struct.error)):
            agent.address_in(answer(7, [(1, bytes([192, 0, 2, 7]))])[:-8])

    def test_a_question_has_the_name_in_labels(self):
        self.assertEqual(agent.question('a.bc', 7)[12:], b'\x01a\x02bc\x00\x00\x01\x00\x01')

    def test_the_resolver_of_the_vm_and_those_behind_it_have_to_answer(self):
        asked = []

        async def ask(server, _):
            asked.append(server)
            if server in ('10.0.0.1', '10.0.0.3'):
                raise OSError('dead')
            return '192.0.2.7'
        with tempfile.TemporaryDirectory() as folder:
            def listed(name, *servers):
                path = os.path.join(folder, name)
                with open(path, 'w', encoding='utf-8') as file:
                    file.write('search x\n' + ''.join(f'nameserver {server}\n' for server in servers))
                return path
            before, agent.ask = agent.ask, ask
            try:
                agent.RESOLVERS = (listed('a', '127.0.0.53'), listed('b', '10.0.0.1', '10.0.0.2'), folder + '/none')
                self.assertEqual(asyncio.run(agent.resolve('a.test')), '192.0.2.7')
                self.assertEqual(sorted(asked), ['10.0.0.1', '10.0.0.2', '127.0.0.53'])
                agent.RESOLVERS = (listed('a', '127.0.0.53'), listed('b', '10.0.0.1', '10.0.0.3'))
                with self.assertRaises(OSError):
                    asyncio.run(agent.resolve('a.test'))
            finally:
                agent.ask = before

    def test_a_resolver_that_fails_later_is_not_logged(self):
        async def ask(fails):
            await asyncio.sleep(0.02 if fails else 0)
            if fails:
                raise OSError('dead')
            return '192.0.2.7'

        async def run():
            logged = []
            asyncio.get_running_loop().set_exception_handler(lambda _, context: logged.append(context))
            self.assertEqual(await agent.first_of([ask(False), ask(True)]), '192.0.2.7')
            await asyncio.sleep(0.05)
            gc.collect()
            return logged
        self.assertEqual(asyncio.run(run()), [])

    def test_a_list_of_resolvers_may_hold_any_bytes(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b'# \xff\nnameserver 192.0.2.1\n')
            file.flush()
            self.assertEqual(agent.servers_in(file.name), ['192.0.2.1'])


class OnDisk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text, mode='w'):
        path = os.path.join(self.folder.name, name)
        with open(path, mode, encoding='utf-8') as file:
            file.write(text)
        return path

    def listed(self, *paths):
        def line(path):
            with open(path, 'rb') as file:
                return f'{hashlib.sha256(file.read()).hexdigest()}  {path}\n'
        return self.write('files.sha256', ''.join(map(line, paths)))

    def test_changed_and_missing_files_differ(self):
        one, two, three = (self.write(name, name) for name in ('one', 'two', 'with space'))
        path = self.listed(one, two, three)
        self.write('commit', 'abc123\n')
        files = agent.Files(self.folder.name)
        with open(path, 'rb') as file:
            self.assertEqual(files.checksum, hashlib.sha256(file.read()).hexdigest())
        self.assertEqual((files.listed, files.differing, files.commit), (3, [], 'abc123'))
        self.write('one', 'other')
        os.remove(three)
        files.compare()
        self.assertEqual(files.differing, [one, three])

    def test_files_of_any_bytes_do_not_end_it(self):
        for name, data in (('files.sha256', b'x  /a\x00b\nx  \xff\n'), ('commit', b'\xff\n')):
            with open(os.path.join(self.folder.name, name), 'wb') as file:
                file.write(data)
        files = agent.Files(self.folder.name)
        self.assertEqual((files.listed, len(files.differing), files.commit), (2, 2, '\ufffd'))

    def test_a_missing_list_is_no_difference_and_is_known(self):
        files = agent.Files(self.folder.name)
        self.assertEqual((files.listed, files.differing, files.commit), (None, [], ''))

    def test_bytes_of_all_lines_from_the_start_of_the_agent_on_count_once_over_a_rotation(self):
        def line(received, sent):
            return f'{{"received":"{received}","sent":"{sent}","host":"a"}}\n'
        path = self.write('access.log', line(5, 7))
        traffic = agent.Traffic(path)
        traffic.open(end=True)
        self.write('access.log', line(1, 10) + 'no line\n' + line(2, 20)[:-5], 'a')
        traffic.follow()
        self.assertEqual(traffic.bytes, {'received': 1, 'sent': 10})
        self.write('access.log', line(2, 20)[-5:], 'a')
        os.rename(path, path + '.1')
        traffic.follow()
        self.write('access.log', line(4, 40))
        traffic.follow()
        traffic.follow()
        self.assertEqual(traffic.bytes, {'received': 7, 'sent': 70})


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def free_udp_port():
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Requests(unittest.TestCase):
    def count(self, *records):
        traffic = agent.Traffic('/nowhere')
        for record in records:
            traffic.add(json.dumps(record).encode())
        return {key: value for key, value in traffic.requests.items() if value}

    def test_what_came_of_a_request_and_why(self):
        denied = {'denied_by': 'list', 'status': '403', 'error': 'ERR_ACCESS_DENIED'}
        failed = {'denied_by': '-', 'status': '503', 'error': '101:ERR_CONNECT_FAIL'}
        reported = {'denied_by': '-', 'status': '200', 'reported_by': 'list'}
        other = {'denied_by': '-', 'status': '404', 'error': '-'}
        self.assertEqual(self.count(denied, denied, failed, reported, other), {
            ('denied', 'list'): 2, ('failed', 'ERR_CONNECT_FAIL'): 1, ('allowed', 'reported_list'): 1, ('allowed', ''): 1})

    def test_reasons_are_not_without_bound_and_what_is_no_record_is_not_counted(self):
        many = [{'denied_by': f'rule-{number}'} for number in range(200)]
        counted = self.count(*many)
        self.assertEqual(sum(counted.values()), 200)
        self.assertLess(len(counted), 70)
        self.assertEqual(self.count([], 'text', {'received': 'x'}), {})


class Denied(unittest.TestCase):
    def count(self, *records):
        denials = machine.Denials()
        traffic = agent.Traffic('/nowhere', denials.add)
        for record in records:
            traffic.add(json.dumps(record).encode())
        return denials

    def test_who_was_denied_what_is_counted_and_what_was_allowed_is_not(self):
        denied = {'denied_by': 'list', 'source': '10.0.0.1', 'host': 'a.test'}
        allowed = {'denied_by': '-', 'source': '10.0.0.1', 'host': 'b.test'}
        self.assertEqual(self.count(denied, denied, allowed).samples(), [
            ({'source': '-', 'host': 'other', 'reason': '-'}, 0),
            ({'source': '10.0.0.1', 'host': 'a.test', 'reason': 'list'}, 2)])

    def test_pods_cannot_add_hosts_without_bound(self):
        denials = self.count(*({'denied_by': 'list', 'host': f'{number}.test'} for number in range(500)))
        self.assertEqual(len(denials.samples()), 51)
        self.assertEqual(sum(count for _, count in denials.samples()), 500)
        self.assertEqual(denials.samples()[0][1], 450)

    def test_a_host_is_forgotten_after_a_day(self):
        denials = self.count({'denied_by': 'list', 'host': 'a.test'})
        denials.forget(time.monotonic() + 90_000)
        self.assertEqual(len(denials.samples()), 1)


class Lost(unittest.TestCase):
    def lost(self, *ids):
        gaps = machine.Gaps()
        for each in ids:
            gaps.add({'id': each})
        return gaps.lost

    def test_missing_numbers_are_lost_records(self):
        self.assertEqual(self.lost('e/t/p/1795989900162/1-71', 'e/t/p/1795989900571/1-84', 'e/t/p/1795989900599/1-85'), 12)

    def test_the_hops_count_by_themselves_and_a_reload_begins_again(self):
        self.assertEqual(self.lost('e/t/p/1/1-7', 'e/t/p/1/2-0', 'e/t/p/2/1-8', 'e/t/p/2/2-1', 'e/t/p/3/1-0', 'e/t/p/3/1-1'), 0)

    def test_lines_without_an_id_are_not_counted(self):
        self.assertEqual(self.lost('', 'x', 'a/b-c'), 0)


class Machines(unittest.TestCase):
    def test_the_queue_of_rsyslog_is_that_of_our_rule_set_with_its_part_on_disk(self):
        one = machine.Machine(types.SimpleNamespace(log='/x/access.log', certificate=[], statistics='127.0.0.1:1'))
        statistics = machine.Statistics(one)
        up = lambda: {name: values for name, _, _, values in one.samples()}['egress_vm_log_shipper_up']
        self.assertEqual(up(), [({}, False)])
        for name, size in (('egress', 5), ('egress[DA]', 7), ('main Q', 100)):
            statistics.datagram_received(json.dumps({'name': name, 'origin': 'core.queue', 'size': size}).encode(), None)
        for wrong in (b'', b'{', b'[]', b'{"name": 1}', b'{"name": "egress", "origin": "core.queue", "size": "x"}'):
            statistics.datagram_received(wrong, None)
        self.assertEqual((one.queued, up()), (12, [({}, True)]))

    def test_a_certificate_ends_on_its_day_and_what_is_none_has_no_end(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'tls.crt')
            subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc',
                            '-subj', '/CN=x', '-days', '3', '-keyout', os.devnull, '-out', path], check=True, capture_output=True)
            self.assertLess(abs(machine.end_of(path) - time.time() - 3 * 86400), 60)
            self.assertIsNone(machine.end_of(os.path.join(folder, 'none')))
            self.assertIsNone(machine.end_of(__file__))

    def test_a_squid_that_does_not_answer_is_down(self):
        one = machine.Machine(types.SimpleNamespace(log='/x/access.log', certificate=['/x'], statistics=None))
        self.assertEqual([each for each in one.samples() if 'vm' in each[0]], [('egress_vm_certificate_expiry_timestamp_seconds', 'gauge', 'When the certificate ends.', [])])
        one.squid = {}
        names = {name: values for name, _, _, values in one.samples()}
        self.assertEqual(names['egress_squid_up'], [({}, False)])
        self.assertNotIn('egress_squid_file_descriptors', names)


class Served(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.target = await asyncio.start_server(lambda _, writer: writer.close(), '127.0.0.1', 0)
        port = self.target.sockets[0].getsockname()[1]
        self.metrics, self.check = free_port(), free_port()
        self.options = types.SimpleNamespace(
            tenant='client-a', proxy='squid-a', metrics=f'127.0.0.1:{self.metrics}', check=f'127.0.0.1:{self.check}',
            target=[f'127.0.0.1:{port}'], files=self.folder.name, log=os.path.join(self.folder.name, 'access.log'),
            machine=machine_path, shipper=None, certificate=[], statistics=f'127.0.0.1:{free_udp_port()}')
        self.task = asyncio.create_task(agent.main(self.options))
        while await self.ask('reaching') != b'up\n':
            await asyncio.sleep(0.05)

    async def asyncTearDown(self):
        self.task.cancel()
        self.target.close()
        self.folder.cleanup()

    async def ask(self, text):
        try:
            reader, writer = await asyncio.open_connection('127.0.0.1', self.check)
        except OSError:
            return None
        try:
            writer.write(text.encode() + b'\n')
            return await reader.read()
        except ConnectionError:
            return b''
        finally:
            writer.close()

    async def get(self, path):
        def fetch():
            try:
                with urllib.request.urlopen(f'http://127.0.0.1:{self.metrics}{path}') as response:
                    return response.status, response.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()
        return await asyncio.get_running_loop().run_in_executor(None, fetch)

    async def test_metrics_and_a_page_for_people(self):
        status, text = await self.get('/metrics')
        self.assertEqual(status, 200)
        for line in ('egress_vm_reaches_outside 1', 'egress_vm_files_list_missing 1',
                     'egress_payload_bytes_total{tenant="client-a",proxy="squid-a",direction="sent"} 0',
                     'egress_requests_total{outcome="failed",reason=""} 0', 'egress_vm_log_shipper_up 0'):
            self.assertIn(f'\n{line}\n', text)
        self.assertIn('Outside: reached', (await self.get('/'))[1])
        self.assertEqual((await self.get('/etc/passwd'))[0], 404)

    async def test_a_gateway_gets_one_of_two_words(self):
        self.assertEqual(await self.ask('reaching'), b'up\n')
        self.assertIn(await self.ask('x' * 100), (b'up\n', b'down\n'))
        self.assertEqual(await self.ask('x' * 20000), b'')

    async def test_slow_ones_do_not_keep_others_from_an_answer_and_one_too_many_gets_none(self):
        before, agent.CONNECTIONS = agent.CONNECTIONS, 2
        self.addCleanup(setattr, agent, 'CONNECTIONS', before)
        slow = [await asyncio.open_connection('127.0.0.1', self.check)]
        self.assertEqual(await self.ask('reaching'), b'up\n')
        slow.append(await asyncio.open_connection('127.0.0.1', self.check))
        self.assertEqual(await self.ask('reaching'), b'')
        for _, writer in slow:
            writer.close()
        while await self.ask('reaching') != b'up\n':
            await asyncio.sleep(0.05)


if __name__ == '__main__':
    unittest.main()
