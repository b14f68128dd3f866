#!/usr/bin/env python3
"""Says what Squid does not say of its VM: whether the outside is reached, which files differ, what went through.

A gateway asks on --check, one line per connection, and gets "up" or "down":
  reaching  down after 2.2 seconds without the outside, up again at once
  certain   down after 1.3 seconds already, up again after a second: what another proxy's "down" is compared with
So a gateway leaves a proxy only for one that does reach the outside; what fails for both at once moves nothing.
Without an answer nothing moves either. People and Prometheus ask on --metrics, by HTTP.
"""
import argparse
import asyncio
import hashlib
import ipaddress
import json
import os
import runpy
import socket
import struct
import time

EVERY = 0.4  # from one attempt to the next, seconds
TIMEOUT = 0.6  # of an attempt
CERTAIN = 1.3  # longer than two attempts of which the first is lost
REACHING = 2.2  # so much longer that what fails for both proxies makes both uncertain before either is down
RISE = 1.0
FIRST = 1.2  # a VM that has just started is not judged before
CONNECTIONS = 64
RESOLVERS = ('/etc/resolv.conf', '/run/systemd/resolve/resolv.conf')


class Outside:
    """Fine while one target answers and, where a target has a name, names are resolved."""

    def __init__(self, names):
        self.needs = ('answer', 'name') if names else ('answer',)
        self.seen = {}
        self.started = self.since = time.monotonic()
        self.failures = {}

    def last(self):
        moments = [self.seen.get(what) for what in self.needs]
        return None if None in moments else min(moments)

    def saw(self, what):
        now, before = time.monotonic(), self.last()
        self.seen[what] = now
        if before is None or now - before >= REACHING:
            self.since = now

    def says(self, question):
        """None: not known yet."""
        now, last = time.monotonic(), self.last()
        if last is None:
            return None if now - self.started < FIRST else False
        if question == 'certain':
            return now - last < CERTAIN and now - self.since >= RISE
        return now - last < REACHING


def question(name, number):
    """A DNS query for the IPv4 addresses of a name."""
    labels = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.'))
    return struct.pack('!6H', number, 0x0100, 1, 0, 0, 0) + labels + struct.pack('!B2H', 0, 1, 1)


def after_name(data, at):
    while 0 < data[at] < 192:
        at += data[at] + 1
    return at + (2 if data[at] >= 192 else 1)


def address_in(data):
    """The first IPv4 address of a DNS answer."""
    answers = struct.unpack('!H', data[6:8])[0]
    at = after_name(data, 12) + 4
    for _ in range(answers):
        at = after_name(data, at)
        kind, _, _, length = struct.unpack('!2HIH', data[at:at + 10])
        at += 10
        if kind == 1 and length == 4:
            return socket.inet_ntoa(data[at:at + 4])
        at += length
    raise OSError('no address')


async def ask(server, name):
    loop = asyncio.get_running_loop()
    number = struct.unpack('!H', os.urandom(2))[0]
    family = socket.AF_INET6 if ':' in server else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as connection:
        connection.setblocking(False)
        connection.connect((server, 53))
        await loop.sock_sendall(connection, question(name, number))
        while True:
            data = await loop.sock_recv(connection, 4096)
            if data[:2] == struct.pack('!H', number):
                return address_in(data)


def servers_in(path):
    with open(path, encoding='utf-8', errors='replace') as lines:
        words = [line.split() for line in lines]
    return [word[1] for word in words if len(word) > 1 and word[0] == 'nameserver']


async def first_of(attempts):
    failure = OSError('no resolver')
    tasks = [asyncio.ensure_future(attempt) for attempt in attempts]
    try:
        for attempt in asyncio.as_completed(tasks):
            try:
                return await attempt
            except (OSError, asyncio.TimeoutError, struct.error, IndexError) as error:
                failure = error
    finally:
        # A failure that is never read would be logged.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    raise failure


async def resolve(name):
    """By the resolver of the VM and, where that one only forwards, by those behind it too: a cache hides their end."""
    lists = [servers_in(path) for path in RESOLVERS if os.path.exists(path)]
    return (await asyncio.gather(*(first_of([asyncio.wait_for(ask(server, name), TIMEOUT) for server in each]) for each in lists)))[0]


def is_address(host):
    try:
        return bool(ipaddress.IPv4Address(host))
    except ValueError:
        return False


async def attempt(outside, host, port):
    address = host
    if not is_address(host):
        address = await resolve(host)
        outside.saw('name')
    _, writer = await asyncio.wait_for(asyncio.open_connection(address, port), TIMEOUT)
    outside.saw('answer')
    writer.close()


async def watch(outside, target):
    host, port = target.rsplit(':', 1)
    while True:
        begun = time.monotonic()
        try:
            await attempt(outside, host, int(port))
            outside.failures[target] = None
        except (OSError, asyncio.TimeoutError, struct.error, IndexError) as error:
            outside.failures[target] = str(error) or 'no answer in time'
        await asyncio.sleep(max(0.05, begun + EVERY - time.monotonic()))


class Files:
    """Compares the files of the VM with the list of those that were delivered, in the format of sha256sum."""

    def __init__(self, folder):
        self.folder = folder
        self.compare()

    def compare(self):
        try:
            with open(os.path.join(self.folder, 'files.sha256'), 'rb') as file:
                text = file.read()
        except OSError:
            self.listed = self.checksum = None
            self.differing = []
        else:
            pairs = [line.split(None, 1) for line in text.decode('utf-8', 'replace').splitlines() if line.strip()]
            entries = [(pair[0], pair[-1].lstrip('*').strip()) for pair in pairs]
            self.listed, self.checksum = len(entries), hashlib.sha256(text).hexdigest()
            self.differing = [path for digest, path in entries if digest_of(path) != digest]
        try:
            with open(os.path.join(self.folder, 'commit'), encoding='utf-8', errors='replace') as file:
                self.commit = file.readline().strip()
        except OSError:
            self.commit = ''

    async def repeat(self):
        while True:
            await asyncio.sleep(15)
            await asyncio.get_running_loop().run_in_executor(None, self.compare)


def digest_of(path):
    try:
        with open(path, 'rb') as file:
            return hashlib.sha256(file.read()).hexdigest()
    except (OSError, ValueError):
        return None


class Traffic:
    """Counts requests and bytes in Squid's access log, each request when it ends."""

    def __init__(self, path, seen=None):
        self.path, self.file, self.rest, self.seen = path, None, b'', seen
        self.bytes = {'received': 0, 'sent': 0}
        # Present from the start, so that the first one is an increase.
        self.requests = {('allowed', ''): 0, ('denied', 'list'): 0, ('failed', ''): 0}

    def open(self, end=False):
        try:
            self.file, self.rest = open(self.path, 'rb'), b''
            self.file.seek(0, os.SEEK_END if end else os.SEEK_SET)
        except OSError:
            self.file = None

    def read(self):
        while self.file and (data := self.file.read(1 << 20)):
            *lines, self.rest = (self.rest + data).split(b'\n')
            for line in lines:
                self.add(line)

    def add(self, line):
        try:
            record = json.loads(line)
            for direction in self.bytes:
                self.bytes[direction] += int(record.get(direction, 0))
            what = verdict(record)
            if what not in self.requests and len(self.requests) >= 64:
                what = what[0], 'other'
            self.requests[what] = self.requests.get(what, 0) + 1
            if self.seen:
                self.seen(record, *what)
        except (ValueError, AttributeError):
            pass

    def follow(self):
        self.read()
        try:
            there = os.stat(self.path).st_ino
        except OSError:
            return
        if self.file is None or os.fstat(self.file.fileno()).st_ino != there:
            self.read()
            if self.file:
                self.file.close()
            self.open()
            self.read()

    async def repeat(self):
        self.open(end=True)
        while True:
            self.follow()
            await asyncio.sleep(1)


def verdict(record):
    """What came of a request, and why: the rule that denied it, or Squid's error."""
    denied, reported = record.get('denied_by', '-'), record.get('reported_by', '-')
    if denied != '-':
        return 'denied', denied[:40]
    if record.get('status', '')[:1] == '5':
        return 'failed', record.get('error', '-').split(':')[-1].strip('-')[:40]
    return 'allowed', '' if reported == '-' else f'reported_{reported[:30]}'


def quoted(labels):
    escaped = {key: str(value).replace('\\', r'\\').replace('"', r'\"').replace('\n', ' ') for key, value in labels.items()}
    return '{' + ','.join(f'{key}="{value}"' for key, value in escaped.items()) + '}'


def metric(name, kind, description, samples):
    head = [f'# HELP {name} {description}', f'# TYPE {name} {kind}']
    return head + [f'{name}{quoted(labels) if labels else ""} {value if isinstance(value, float) else int(value)}'
                   for labels, value in samples]


def metrics(options, outside, files, traffic):
    own = {'tenant': options.tenant, 'proxy': options.proxy}
    lines = metric('egress_vm_files_list_missing', 'gauge', 'Whether the list of delivered files is missing.',
                   [({}, files.listed is None)])
    if files.listed is not None:
        lines += metric('egress_vm_files_listed', 'gauge', 'Files in the list of delivered files.', [({}, files.listed)])
        lines += metric('egress_vm_files_differing', 'gauge', 'Listed files that are changed, missing or not readable.',
                        [({}, len(files.differing))])
        lines += metric('egress_vm_release_info', 'gauge', 'Commit of the files, and checksum of their list.',
                        [({'commit': files.commit, 'checksum': files.checksum}, 1)])
    lines += metric('egress_payload_bytes_total', 'counter', 'Bytes from and to clients, counted when a request ends.',
                    [({**own, 'direction': direction}, value) for direction, value in traffic.bytes.items()])
    lines += metric('egress_requests_total', 'counter', 'Requests and tunnels in the access log, counted when they end.',
                    [({'outcome': outcome, 'reason': reason}, value) for (outcome, reason), value in traffic.requests.items()])
    for part in options.parts:
        for samples in part.samples():
            lines += metric(*samples)
    if options.target:
        lines += metric('egress_vm_reaches_outside', 'gauge', 'Whether this VM reaches the outside.',
                        [({}, outside.says('reaching') is not False)])
        lines += metric('egress_vm_target_answers', 'gauge', 'Whether the last attempt to connect succeeded.',
                        [({'target': target}, outside.failures.get(target) is None) for target in options.target])
    return '\n'.join(lines) + '\n'


def page(options, outside, files, traffic):
    lines = [f'{options.proxy}, a proxy of {options.tenant}', '']
    if options.target:
        lines.append('Outside: ' + ('not reached' if outside.says('reaching') is False else 'reached'))
        lines += [f'  {target}: {outside.failures.get(target) or "answers"}' for target in options.target]
    if files.listed is None:
        lines.append('Files: the list of delivered files is missing')
    else:
        lines.append(f'Files: {len(files.differing)} of {files.listed} differ from commit {files.commit or "(not known)"}')
        lines += [f'  {path}' for path in files.differing]
        lines.append(f'Checksum of the list: {files.checksum}')
    lines += [f'Bytes {direction}: {value}' for direction, value in traffic.bytes.items()]
    return '\n'.join(lines) + '\n'


def limited(answer):
    """Answers one short question per connection; slow clients, and clients above the limit, get no answer."""
    open_now = set()

    async def handle(reader, writer):
        if len(open_now) < CONNECTIONS:
            open_now.add(writer)
            try:
                writer.write(await asyncio.wait_for(answer(reader), 2))
                await asyncio.wait_for(writer.drain(), 2)
            except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass
            finally:
                open_now.discard(writer)
        writer.close()
    return handle


async def serve(place, answer):
    host, port = place.rsplit(':', 1)
    return await asyncio.start_server(limited(answer), host, int(port), limit=8192)


async def main(options):
    outside = Outside(any(not is_address(target.rsplit(':', 1)[0]) for target in options.target))
    machine = runpy.run_path(options.machine)['Machine'](options) if options.machine else None
    shipper = runpy.run_path(options.shipper)['Shipper'](options) if options.shipper else None
    if machine and shipper:
        machine.refused = lambda: shipper.refused
    options.parts = [part for part in (machine, shipper) if part]
    files, traffic = Files(options.files), Traffic(options.log, machine.saw if machine else None)

    async def checked(reader):
        said = outside.says((await reader.readuntil(b'\n')).decode('ascii', 'replace').strip())
        return b'' if said is None else b'up\n' if said else b'down\n'

    async def asked(reader):
        request = (await reader.readuntil(b'\r\n\r\n')).split(b' ')
        write = {b'/': page, b'/metrics': metrics}.get(request[1]) if request[0] == b'GET' and len(request) > 1 else None
        body = write(options, outside, files, traffic) if write else 'Not found\n'
        head = f'HTTP/1.1 {"200 OK" if write else "404 Not Found"}\r\nContent-Type: text/plain; charset=utf-8\r\n'
        return f'{head}Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}'.encode()

    if options.check:
        await serve(options.check, checked)
    await serve(options.metrics, asked)
    await asyncio.gather(files.repeat(), traffic.repeat(), *(task for part in options.parts for task in part.tasks()), *(watch(outside, target) for target in options.target))


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--tenant', required=True)
    parser.add_argument('--proxy', required=True)
    parser.add_argument('--metrics', required=True, help='ADDRESS:PORT')
    parser.add_argument('--check', help='ADDRESS:PORT')
    parser.add_argument('--target', action='append', default=[], help='HOST:PORT')
    parser.add_argument('--files', default='/etc/egress')
    parser.add_argument('--log', default='/var/log/squid/access.log')
    parser.add_argument('--machine')
    parser.add_argument('--certificate', action='append', default=[])
    parser.add_argument('--statistics')
    parser.add_argument('--shipper', help='needs --environment, --ship and --state')
    parser.add_argument('--environment')
    parser.add_argument('--ship', help='URL')
    parser.add_argument('--state')
    asyncio.run(main(parser.parse_args()))
