"""Sends Squid's access log to a store that takes Loki's push, and goes on only when the store has taken the lines.

The agent loads this file where logs go to Loki or Cockpit. Squid's files are the queue, rotated ones included. After a crash, or
an answer that was lost, lines are sent again; the id in each of them tells.
"""
import asyncio
import calendar
import glob
import gzip
import hashlib
import http.client
import json
import os
import time
import urllib.error
import urllib.request

BYTES = 1 << 19  # of one request
LINES = 1000
PAUSE = 0.5  # seconds between looks at the end of the file
LONGEST = 30  # seconds between attempts
MEASURE = 5
COUNTED = 1 << 23  # bytes up to which lines that wait are counted one by one
AVERAGE = 600  # bytes of a line, beyond that
# A store answers so if it does not take a line, for example because it is too old.
REFUSED = (400, 413, 422)


class Shipper:
    def __init__(self, options):
        self.labels = {'job': 'egress', 'environment': options.environment, 'tenant': options.tenant, 'proxy': options.proxy}
        self.url, self.log, self.state = options.ship, options.log, options.state
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.file = self.name = None
        self.waiting = self.refused = 0
        self.measured, self.moment = 0.0, str(time.time_ns())
        try:
            with open(self.state, encoding='ascii') as file:
                place = json.load(file)
                self.name, self.offset = str(place['file']), int(place['offset'])
        except (OSError, ValueError, KeyError, TypeError):
            self.name, self.offset = None, 0

    def tasks(self):
        return [self.repeat()]

    async def repeat(self):
        wait = 1
        while True:
            try:
                moved = await asyncio.get_running_loop().run_in_executor(None, self.step)
                wait = 1
                if not moved:
                    await asyncio.sleep(PAUSE)
            except (OSError, ValueError, EOFError, http.client.HTTPException):
                await asyncio.sleep(wait)
                wait = min(LONGEST, wait * 2)

    def samples(self):
        yield ('egress_vm_log_queue_records', 'gauge', 'Records that wait for the log store.', [({}, self.waiting)])

    def step(self):
        """Sends what is next; whether there was anything."""
        try:
            if not self.file and not self.open():
                return False
            lines = self.lines()
            if not lines:
                newer = self.newer()
                # What Squid wrote to a file just before it changed to the next.
                lines = self.lines() if newer else lines
                if newer and not lines:
                    self.move(newer, 0)
                    return True
            if lines:
                self.push(lines)
                self.move(self.name, self.offset + sum(len(line) for line in lines))
            return bool(lines)
        finally:
            self.measure()

    def files(self):
        """Pairs of name and path of Squid's logs, the oldest first. The name is that of the first line, since rotation changes paths."""
        found = []
        for path in glob.glob(glob.escape(self.log) + '*'):
            number = path[len(self.log):].replace('.gz', '').lstrip('.')
            if number == '' or number.isdecimal():
                with opened(path) as file:
                    line = file.readline()
                if line.endswith(b'\n'):
                    found.append((-int(number or 0), hashlib.sha256(line).hexdigest(), path))
        return [(name, path) for _, name, path in sorted(found)]

    def open(self):
        files = self.files()
        known = [path for name, path in files if name == self.name]
        if files and not known:
            # The first start, or the file is gone: from the beginning.
            self.name, self.offset = files[0][0], 0
            known = [files[0][1]]
        self.file = opened(known[0]) if known else None
        return self.file is not None

    def lines(self):
        self.file.seek(self.offset)
        data = self.file.read(BYTES)
        return [line + b'\n' for line in data.split(b'\n')[:-1]][:LINES]

    def newer(self):
        """The name of the file after this one; None: Squid still writes to this one."""
        names = [name for name, _ in self.files()]
        after = names.index(self.name) + 1 if self.name in names else 0
        return names[after] if after < len(names) else None

    def move(self, name, offset):
        if name != self.name:
            self.file.close()
            self.file = None
        self.name, self.offset = name, offset
        try:
            with open(f'{self.state}.new', 'w', encoding='ascii') as file:
                json.dump({'file': name, 'offset': offset}, file)
            os.replace(f'{self.state}.new', self.state)
        except OSError:
            # The disk is full. The place is known while this program runs.
            pass

    def push(self, lines):
        """An error if the store takes none of them: then it is not the lines that are wrong."""
        self.taken = self.streak = 0
        refused = self.send(lines)
        if not self.taken:
            raise OSError('the store takes no line')
        self.refused += refused

    def send(self, lines):
        """The number of lines that the store does not take."""
        values = [[self.moment_of(line), line.decode('utf-8', 'replace').rstrip('\n')] for line in lines]
        body = json.dumps({'streams': [{'stream': self.labels, 'values': values}]}).encode()
        request = urllib.request.Request(self.url, body, {'Content-Type': 'application/json'})
        try:
            with self.opener.open(request, timeout=15):
                self.taken, self.streak = self.taken + len(lines), 0
                return 0
        except urllib.error.HTTPError as error:
            self.streak += 1
            # One line that is wrong among a thousand is found within eleven steps.
            if error.code not in REFUSED or self.streak > 25:
                raise
        half = len(lines) // 2
        return self.send(lines[:half]) + self.send(lines[half:]) if half else 1

    def moment_of(self, line):
        """Nanoseconds since 1970, as text; of a line that is broken those of the line before."""
        try:
            moment, thousandths = json.loads(line)['time'][:-1].split('.')
            seconds = calendar.timegm(time.strptime(moment, '%Y-%m-%dT%H:%M:%S'))
            self.moment = f'{seconds}{int(thousandths):03}000000'
        except (ValueError, KeyError, TypeError):
            pass
        return self.moment

    def measure(self):
        now = time.monotonic()
        if now - self.measured < MEASURE:
            return
        self.measured, self.waiting, left = now, 0, COUNTED
        files = self.files()
        names = [name for name, _ in files]
        for name, path in files[names.index(self.name) if self.name in names else 0:]:
            with opened(path) as file:
                file.seek(self.offset if name == self.name else 0)
                while left > 0 and (data := file.read(1 << 20)):
                    left -= len(data)
                    self.waiting += data.count(b'\n')
                if left <= 0:
                    self.waiting += max(0, os.stat(path).st_size - file.tell()) // AVERAGE


def opened(path):
    return gzip.open(path, 'rb') if path.endswith('.gz') else open(path, 'rb')
