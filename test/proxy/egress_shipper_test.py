"""Tests of egress-agent-logs.py, whose path is the first argument; run by egress-agent.test.ts."""
import gzip
import http.server
import json
import os
import runpy
import sys
import tempfile
import threading
import types
import unittest

module = runpy.run_path(sys.argv.pop(1))


class Store(http.server.BaseHTTPRequestHandler):
    """Takes pushes, refuses what it is told to refuse, and is down when it is told so."""

    got, down, refuses = [], None, b'\0'

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        code = Store.down or (400 if Store.refuses in body else 204)
        if code == 204:
            stream, = json.loads(body)['streams']
            Store.got += [(stream['stream'], *value) for value in stream['values']]
        self.send_response(code)
        self.end_headers()

    def log_message(self, *_):
        pass


def line(number):
    return json.dumps({'id': f'e/t/p/1/1-{number}', 'time': '2026-11-29T12:00:00.250Z'}) + '\n'


class Ships(unittest.TestCase):
    def setUp(self):
        Store.got, Store.down, Store.refuses = [], None, b'\0'
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Store)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.folder, self.shippers = tempfile.TemporaryDirectory(), []
        self.shipper = self.start()

    def tearDown(self):
        for shipper in self.shippers:
            if shipper.file:
                shipper.file.close()
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def path(self, name='access.log'):
        return os.path.join(self.folder.name, name)

    def start(self):
        port = self.server.server_address[1]
        shipper = module['Shipper'](types.SimpleNamespace(
            environment='e', tenant='t', proxy='p', ship=f'http://127.0.0.1:{port}/push', log=self.path(), state=self.path('place')))
        self.shippers.append(shipper)
        return shipper

    def write(self, *numbers, name='access.log'):
        with open(self.path(name), 'a', encoding='utf-8') as file:
            file.write(''.join(map(line, numbers)))

    def ship(self, shipper=None):
        while (shipper or self.shipper).step():
            pass

    def numbers(self):
        return [int(json.loads(text)['id'].split('-')[1]) for _, _, text in Store.got]

    def test_lines_have_their_labels_and_their_time(self):
        self.write(1)
        self.ship()
        labels = {'job': 'egress', 'environment': 'e', 'tenant': 't', 'proxy': 'p'}
        self.assertEqual(Store.got, [(labels, '1795953600250000000', line(1).strip())])

    def test_a_line_is_sent_when_it_is_whole_and_once(self):
        self.write(1)
        with open(self.path(), 'a', encoding='utf-8') as file:
            file.write('{"id":')
        self.ship()
        self.ship()
        self.assertEqual(self.numbers(), [1])

    def test_while_the_store_is_down_nothing_is_lost_also_over_a_restart_and_rotations(self):
        self.write(1)
        self.ship()
        Store.down = 503
        self.write(2)
        with self.assertRaises(OSError):
            self.shipper.step()
        os.rename(self.path(), self.path('access.log.1'))
        self.write(3)
        with open(self.path('access.log.1'), 'rb') as file, gzip.open(self.path('access.log.2.gz'), 'wb') as packed:
            packed.write(file.read())
        os.rename(self.path(), self.path('access.log.1'))
        self.write(4)
        Store.down = None
        self.ship(self.start())
        self.assertEqual(self.numbers(), [1, 2, 3, 4])

    def test_a_rotation_while_it_runs_loses_nothing(self):
        self.write(1)
        self.ship()
        os.rename(self.path(), self.path('access.log.1'))
        self.write(2, name='access.log.1')
        self.write(3)
        self.ship()
        self.assertEqual(self.numbers(), [1, 2, 3])

    def test_what_the_store_refuses_is_counted_and_stops_no_other_line(self):
        Store.refuses = b'1-3'
        self.write(*range(1, 7))
        self.ship()
        self.assertEqual((self.numbers(), self.shipper.refused), ([1, 2, 4, 5, 6], 1))

    def test_a_store_that_refuses_everything_loses_nothing(self):
        Store.refuses = b'streams'
        self.write(*range(300))
        for _ in range(3):
            with self.assertRaises(OSError):
                self.shipper.step()
        self.assertEqual((Store.got, self.shipper.refused), ([], 0))
        Store.refuses = b'\0'
        self.ship()
        self.assertEqual(self.numbers(), list(range(300)))

    def test_a_line_that_a_full_disk_has_broken_is_sent_as_it_is(self):
        self.write(1)
        with open(self.path(), 'a', encoding='utf-8') as file:
            file.write('{"id"' + line(2))
        self.ship()
        self.assertEqual([(moment, text[:7]) for _, moment, text in Store.got[1:]], [('1795953600250000000', '{"id"{"')])

    def test_lines_that_wait_are_counted(self):
        Store.down = 503
        self.write(*range(40))
        with self.assertRaises(OSError):
            self.shipper.step()
        self.assertEqual(self.shipper.waiting, 40)

    def test_a_place_that_cannot_be_kept_stops_nothing(self):
        self.shipper.state = '/nowhere/place'
        self.write(1, 2)
        self.ship()
        self.assertEqual(self.numbers(), [1, 2])


if __name__ == '__main__':
    unittest.main()
