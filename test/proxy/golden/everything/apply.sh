#!/bin/sh
# Installs the files next to it on squid-a, a proxy of client-b in development, or keeps the previous ones.
#   sh apply.sh root@HOST               from a machine whose address is in `infrastructure.ssh`
#   sh apply.sh --tls FOLDER root@HOST  with tls.crt, tls.key, ca.crt and, optionally, ca.crl from FOLDER
#   sh apply.sh --secret root@HOST      with those of the Secret proxy-squid-a-tls in client-b-egress, read by kubectl
#   sh apply.sh --restore root@HOST     puts back what the VM ran before its last change
#   sh apply.sh --here                  on the VM itself, as root
# Exits with 0 if they are in use, 1 if they do not work and the previous configuration was kept or restored, 75 if they
# could not be tried now, for example because the disk is full.
set -eu
umask 077
vm=squid-a.client-b.development
listener=172.16.28.9:3129
certified=squid-a.client-b
namespace=client-b-egress
secret=proxy-squid-a-tls
root=
squid=/etc/squid
firewall=/etc/nftables.conf
list=/etc/egress/files.sha256
commit=/etc/egress/commit
previous=/var/lib/egress/previous
log=/var/log/squid/cache.log
from=$(cd "$(dirname "$0")" && pwd)

say() { echo "apply.sh: $*"; }
fail() { end=1; echo "apply.sh: $*" >&2; exit 1; }
later() { echo "apply.sh: $*; nothing was changed" >&2; exit 75; }

# No copy of a key stays, however it ends. Signals are listed, since dash does not run the EXIT trap on a signal.
work=
child=
step=
written=
end=75
clean() {
  status=$?
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  for file in $written; do rm -f "$file"; done
  [ -z "$work" ] || rm -rf "$work"
  # Of a command that failed, nothing is known about the files.
  [ "$status" -ne 1 ] || exit "$end"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 141' PIPE
trap 'exit 143' TERM
work=$(mktemp -d)
stage=$work/files
restore=

run() { # INPUT COMMAND: in the background, since the shell handles signals only after a foreground command ends
  input=$1
  shift
  "$@" <"$input" &
  child=$!
  status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

revision() { # prints the commit that the files next to this script come from
  if ! git -C "$from" rev-parse --verify --quiet HEAD 2>/dev/null; then echo unknown
  elif [ -n "$(git -C "$from" status --porcelain -- . 2>/dev/null)" ]; then echo dirty
  fi | paste -s -d - -
}

others() { # FOLDER: writes the VM's files that are not next to this script, as user-data would
  file() { mkdir -p "${1%/*}" && cat >"$1"; }
  file "$1/etc/systemd/system/squid.service.d/egress-proxy.conf" <<'END_OF_FILE'
[Unit]
# Without the firewall it does not run.
Requires=nftables.service
After=nftables.service
# It fails until its certificates are installed, and must not give up.
StartLimitIntervalSec=0

[Service]
# With all privileges (+), since ss cannot see whose a listener is without them.
ExecStartPost=+/bin/sh /usr/local/lib/egress-proxy/listens.sh
Restart=always
RestartSec=2
LimitNOFILE=65536
OOMScoreAdjust=-500
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE CAP_CHOWN CAP_KILL
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
END_OF_FILE
  file "$1/etc/systemd/system/squid-listener.service" <<'END_OF_FILE'
[Unit]
Description=Restarts Squid when its listener is missing
After=squid.service

[Service]
Type=oneshot
# While Squid starts, its own unit waits for the listener.
ExecCondition=systemctl is-active --quiet squid.service
ExecStart=/bin/sh -c 'sh /usr/local/lib/egress-proxy/listens.sh || exec systemctl restart squid.service'
END_OF_FILE
  file "$1/etc/systemd/system/squid-listener.timer" <<'END_OF_FILE'
[Unit]
Description=Looks for Squid's listener every 10 seconds

[Timer]
OnActiveSec=10
OnUnitInactiveSec=10
AccuracySec=1

[Install]
WantedBy=timers.target
END_OF_FILE
  file "$1/usr/local/lib/egress-proxy/listens.sh" <<'END_OF_FILE'
#!/bin/sh
# Waits up to 10 seconds for Squid's listener. A Squid that could not open it keeps running, and tells systemd that it is ready.
tries=0
until ss --no-header --tcp --listening --numeric --processes 'src 172.16.28.9:3129' | grep -q '"squid"'; do
  tries=$((tries + 1))
  [ "$tries" -le 100 ] || { echo 'Squid does not listen on 172.16.28.9:3129' >&2; exit 1; }
  sleep 0.1
done
until ss --no-header --tcp --listening --numeric --processes 'src 127.0.0.1:3129' | grep -q '"squid"'; do
  tries=$((tries + 1))
  [ "$tries" -le 100 ] || { echo 'Squid has no second hop on 127.0.0.1:3129' >&2; exit 1; }
  sleep 0.1
done
END_OF_FILE
  file "$1/etc/sysctl.d/60-egress-proxy.conf" <<'END_OF_FILE'
# Squid and the exporter may start before DHCP has assigned the private address.
net.ipv4.ip_nonlocal_bind = 1
net.ipv4.ip_forward = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
END_OF_FILE
  file "$1/etc/default/prometheus-squid-exporter" <<'END_OF_FILE'
ARGS="-listen 172.16.28.9:9301 -squid-hostname 127.0.0.1"
END_OF_FILE
  file "$1/etc/systemd/system/prometheus-squid-exporter.service.d/egress-proxy.conf" <<'END_OF_FILE'
[Unit]
Requires=nftables.service
After=nftables.service

[Service]
# The package runs it as Squid's user, which the firewall does not let connect to this machine.
User=squid-exporter
DynamicUser=yes
END_OF_FILE
  file "$1/usr/local/lib/egress-proxy/egress-agent.py" <<'END_OF_FILE'
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
END_OF_FILE
  file "$1/usr/local/lib/egress-proxy/egress-agent-machine.py" <<'END_OF_FILE'
"""Measures the VM of a proxy for alerts: Squid's descriptors and processor, DNS, disk, certificates, the log's delivery.

The agent loads this file where its metrics are read. Debian 12's exporter for Squid has none of these.
"""
import asyncio
import calendar
import json
import os
import socket
import subprocess
import time
import urllib.request

EVERY = 5  # seconds
SQUID = 'http://127.0.0.1:3128/squid-internal-mgr/info'
# The VM needs this name for its updates.
NAME = 'deb.debian.org'
FAILED = 5.0  # seconds that stand for a lookup without an answer
STALE = 15  # seconds after which statistics of rsyslog count for nothing
DENIED = 50  # denied hosts with a series of their own, since pods choose their names
DAY = 86_400  # seconds after which a denied host is forgotten


class Machine:
    """Measures again every few seconds, and keeps the last values."""

    def __init__(self, options):
        self.folder = os.path.dirname(options.log)
        self.certificates, self.statistics = options.certificate, options.statistics
        self.squid, self.disk, self.ends, self.lookup = None, None, {}, None
        self.queued, self.heard = 0, None
        self.denials, self.gaps = Denials(), Gaps()
        self.refused = lambda: 0  # records that a log store refused

    def saw(self, record, outcome, reason):
        self.denials.add(record, outcome, reason)
        self.gaps.add(record)

    def tasks(self):
        return [self.measure(), self.look_up()] + ([self.listen()] if self.statistics else [])

    async def measure(self):
        while True:
            await asyncio.get_running_loop().run_in_executor(None, self.measure_once)
            await asyncio.sleep(EVERY)

    def measure_once(self):
        self.squid = squid_information()
        try:
            disk = os.statvfs(self.folder)
            self.disk = {'size': disk.f_blocks * disk.f_frsize, 'free': disk.f_bavail * disk.f_frsize}
        except OSError:
            self.disk = None
        self.ends = {path: end for path in self.certificates if (end := end_of(path)) is not None}

    async def look_up(self):
        while True:
            begun = time.monotonic()
            try:
                await asyncio.wait_for(asyncio.get_running_loop().getaddrinfo(NAME, 443, family=socket.AF_INET), FAILED)
                self.lookup = time.monotonic() - begun
            except (OSError, asyncio.TimeoutError):
                self.lookup = FAILED
            await asyncio.sleep(EVERY)

    async def listen(self):
        host, port = self.statistics.rsplit(':', 1)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: Statistics(self), local_addr=(host, int(port)))

    def samples(self):
        """Name, type, description and values of each metric."""
        if self.squid is not None:
            yield ('egress_squid_up', 'gauge', 'Whether Squid answers.', [({}, bool(self.squid))])
        if self.squid:
            yield ('egress_squid_file_descriptors', 'gauge', 'File descriptors of Squid.',
                   [({'state': state}, self.squid[state]) for state in ('limit', 'used')])
            yield ('egress_squid_cpu_seconds_total', 'counter', 'Processor time of Squid.', [({}, float(self.squid['cpu']))])
        yield ('egress_denied_requests_total', 'counter', 'Denied requests by node, host and rule; other: more hosts than are listed.',
               self.denials.samples())
        if self.disk:
            yield ('egress_vm_disk_bytes', 'gauge', 'Disk with the access log.',
                   [({'state': state}, value) for state, value in self.disk.items()])
        if self.lookup is not None:
            yield ('egress_vm_dns_seconds', 'gauge', 'Time of the last DNS lookup; 5 if there was no answer.',
                   [({}, float(self.lookup))])
        if self.certificates:
            yield ('egress_vm_certificate_expiry_timestamp_seconds', 'gauge', 'When the certificate ends.',
                   [({'file': path}, end) for path, end in self.ends.items()])
        yield ('egress_log_records_lost_total', 'counter', 'Log records that Squid could not write, or that the store refused.',
               [({}, self.gaps.lost + self.refused())])
        if self.statistics:
            yield ('egress_vm_log_shipper_up', 'gauge', 'Whether rsyslog has sent statistics lately.',
                   [({}, self.heard is not None and time.monotonic() - self.heard < STALE)])
            yield ('egress_vm_log_queue_records', 'gauge', 'Records that wait for the log server.', [({}, self.queued)])


class Denials:
    """Counts who was denied what. A host that nothing asked for within a day is forgotten."""

    def __init__(self):
        self.counts = {('-', 'other', '-'): (0, None)}

    def add(self, record, outcome, reason):
        if outcome != 'denied':
            return
        now = time.monotonic()
        self.forget(now)
        key = (str(record.get('source', '-'))[:45], str(record.get('host', '-'))[:100], reason)
        if key not in self.counts and len(self.counts) > DENIED:
            key = ('-', 'other', '-')
        self.counts[key] = (self.counts.get(key, (0, None))[0] + 1, now)

    def forget(self, now):
        self.counts = {key: (count, last) for key, (count, last) in self.counts.items() if last is None or now - last < DAY}

    def samples(self):
        self.forget(time.monotonic())
        return [({'source': source, 'host': host, 'reason': reason}, count)
                for (source, host, reason), (count, _) in self.counts.items()]


class Gaps:
    """Counts records that Squid numbered and could not write, for example to a full disk."""

    def __init__(self):
        self.last, self.lost = {}, 0

    def add(self, record):
        hop, _, number = str(record.get('id', '')).rpartition('/')[2].partition('-')
        if not number.isdecimal():
            return
        # After a reload Squid begins again at 0.
        self.lost += max(0, int(number) - self.last.get(hop, int(number)) - 1)
        self.last[hop] = int(number)


class Statistics(asyncio.DatagramProtocol):
    """Reads what rsyslog says about its queue: one JSON object per message."""

    def __init__(self, machine):
        self.machine, self.sizes = machine, {}

    def datagram_received(self, data, _):
        try:
            record = json.loads(data[data.index(b'{'):])
            name = str(record['name'])
            if record.get('origin') != 'core.queue' or not name.startswith('egress'):
                return
            self.sizes[name] = int(record['size'])
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        self.machine.queued = sum(self.sizes.values())
        self.machine.heard = time.monotonic()


def squid_information():
    """What Squid says of itself; empty: it does not answer."""
    words = {'Maximum number of file descriptors': 'limit', 'Number of file desc currently in use': 'used', 'CPU Time': 'cpu'}
    found = {}
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(SQUID, timeout=3) as answer:
            for line in answer.read(1 << 18).decode('utf-8', 'replace').splitlines():
                key, _, value = line.strip().partition(':')
                if key in words and words[key] not in found:
                    found[words[key]] = float(value.split()[0])
    except (OSError, ValueError, IndexError):
        return {}
    return found if len(found) == len(words) else {}


def end_of(path):
    """When a certificate ends, in seconds since 1970; None: it cannot be read."""
    try:
        command = ['openssl', 'x509', '-in', path, '-noout', '-enddate', '-dateopt', 'iso_8601']
        text = subprocess.run(command, capture_output=True, timeout=3, check=True).stdout.decode()
        moment = time.strptime(text.strip().partition('=')[2], '%Y-%m-%d %H:%M:%SZ')
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return calendar.timegm(moment)
END_OF_FILE
  file "$1/etc/systemd/system/egress-agent.service" <<'END_OF_FILE'
[Unit]
Description=Reports whether this VM reaches the outside, which files differ, and how many bytes went through
Requires=nftables.service
After=nftables.service

[Service]
ExecStart=/usr/bin/python3 -I /usr/local/lib/egress-proxy/egress-agent.py --tenant client-b --proxy squid-a --metrics 172.16.28.9:9303 --check 172.16.28.9:9302 --target 1.1.1.1:443 --target example.com:853 --machine /usr/local/lib/egress-proxy/egress-agent-machine.py --certificate /etc/squid/tls/tls.crt --statistics 127.0.0.1:9304
User=egress-agent
DynamicUser=yes
# Squid's access log is of this group.
SupplementaryGroups=proxy
Restart=always
RestartSec=2
MemoryMax=128M
TasksMax=32
CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources

[Install]
WantedBy=multi-user.target
END_OF_FILE
  file "$1/usr/local/lib/egress-proxy/egress-pull.sh" <<'END_OF_FILE'
#!/bin/sh
# Brings this VM its files of the newest tag vm/development/… that one of the signers has signed. egress-pull.timer starts it.
# Exits with 1 if the tag was refused or its files do not work; then the VM keeps what it has.
set -eu
umask 077
url=https://git.example.com:8443/egress.git
tags=vm/development/
folder=dist/infra/development/client-b/squid-a
signers=/etc/egress/pull-signers
credentials=/etc/egress/pull-credentials
wait=0
state=/var/lib/egress/pull

say() { echo "egress-pull.sh: $*"; }
fail() { echo "egress-pull.sh: $*" >&2; exit 1; }

exec 8>/run/egress-proxy-pull.lock
flock -n 8 || exit 0
mkdir -p "$state"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM

# No configuration but this, and no program of the repository.
export HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_INDEX_FILE="$work/index"
cat >"$work/.gitconfig" <<END
[protocol]
	allow = never
[protocol "https"]
	allow = always
[http]
	followRedirects = false
	lowSpeedLimit = 100
	lowSpeedTime = 60
[credential]
	# It only reads: the helper itself deletes a token that the server refuses once.
	helper = "!f() { [ \\"\$1\\" != get ] || git credential-store --file=$credentials get; }; f"
[fetch]
	fsckObjects = true
[core]
	hooksPath = /dev/null
	symlinks = false
# The signature names its kind, so the programs for other kinds are ones that accept nothing.
[gpg]
	program = false
[gpg "x509"]
	program = false
[gpg "ssh"]
	allowedSignersFile = $signers
[remote "origin"]
	url = $url
	promisor = true
	partialCloneFilter = blob:none
END
# A server that sends without end gets no more than ten minutes, 256 MiB of disk and 1 GiB of memory.
git() { (ulimit -f 524288; ulimit -v 1048576; exec timeout 600 git --git-dir="$work/repository" "$@") 8>&-; }
git init --quiet --bare

note() { # NAME TEXT: as a whole or not at all, also if the disk is full or the power fails
  echo "$2" >"$state/$1.new"
  sync "$state/$1.new"
  mv "$state/$1.new" "$state/$1"
}

newer() { # TAG OTHER: whether TAG is the newer one
  [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | LC_ALL=C sort -V | tail -n 1)" = "$1" ]
}

git ls-remote --tags --refs origin "refs/tags/$tags*" >"$work/tags" || fail "$url cannot be read"
tag=$(sed -n "s#^[0-9a-f]*	refs/tags/\(${tags}[0-9A-Za-z._-]*\)\$#\1#p" "$work/tags" | LC_ALL=C sort -V | tail -n 1)
object=$(awk -v ref="refs/tags/$tag" '$2 == ref { print $1 }' "$work/tags")
current=
[ ! -e "$state/current" ] || current=$(cat "$state/current")
[ -n "$tag" ] || { say "there is no tag $tags… yet"; exit 0; }
[ "$tag $object" != "$current" ] || exit 0
[ -z "$current" ] || newer "$tag" "${current% *}" ||
  fail "$tag is not newer than ${current% *}, which this VM has: a tag was removed or moved"
if [ -e "$state/refused" ] && [ "$(cat "$state/refused")" = "$tag $object" ]; then
  fail "the files of $tag did not work here; a newer tag is tried"
fi

git fetch --quiet --depth 1 --filter=blob:none --no-tags origin "+refs/tags/$tag:refs/tags/$tag" || fail "$tag cannot be fetched"
[ "$(git rev-parse "refs/tags/$tag")" = "$object" ] || fail "$tag has moved while it was fetched"
[ "$(git cat-file -t "$object")" = tag ] || fail "$tag is not signed: it is no annotated tag"
# A signed tag of another name, such as one of another environment, may have been put in its place.
[ "$(git cat-file tag "$object" | sed -n '/^$/q; s/^tag //p')" = "$tag" ] || fail "$tag was signed under another name"
git verify-tag "$object" 2>"$work/signature" || fail "$tag is not signed by a signer: $(tail -n 1 "$work/signature")"

now=$(date +%s)
since=
[ ! -e "$state/seen" ] || since=$(awk -v seen="$tag $object" '$1 " " $2 == seen { print $3 }' "$state/seen")
# A clock that was ahead does not make it wait longer.
if [ "${since:-$((now + 1))}" -gt "$now" ]; then
  since=$now
  note seen "$tag $object $now"
fi
if [ "$((now - since))" -lt "$wait" ]; then
  say "$tag is brought in $((wait - now + since)) seconds, when the proxies before this one have had it"
  exit 0
fi

commit=$(git rev-parse "$object^{commit}")
mkdir "$work/tree"
git --work-tree="$work/tree" checkout --quiet "$commit" -- "$folder" || fail "$tag has no files for this VM in $folder"
echo "$commit" >"$work/tree/$folder/commit"
status=0
# What it starts does not keep the lock.
sh "$work/tree/$folder/apply.sh" --here 8>&- || status=$?
case $status in
  0)
    note current "$tag $object"
    say "brought $tag" ;;
  1)
    note refused "$tag $object"
    fail "the files of $tag do not work here; the VM keeps what it has" ;;
  *) fail "the files of $tag could not be tried; they are tried again" ;;
esac
END_OF_FILE
  file "$1/etc/egress/pull-signers" <<'END_OF_FILE'
* namespaces="git" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2fDvcGq1cBlFxQkEnqQHbE9wG3vHkNPRbe0TM2YcDN
END_OF_FILE
  file "$1/etc/systemd/system/egress-pull.service" <<'END_OF_FILE'
[Unit]
Description=Brings this VM the files of the newest signed tag
After=nftables.service network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=/bin/sh /usr/local/lib/egress-proxy/egress-pull.sh
# What has begun to change files is not ended in the middle. git gives up by itself.
TimeoutStartSec=infinity
PrivateTmp=yes
END_OF_FILE
  file "$1/etc/systemd/system/egress-pull.timer" <<'END_OF_FILE'
[Unit]
Description=Looks for a newer signed tag every 300 seconds

[Timer]
OnActiveSec=60
OnUnitInactiveSec=300
RandomizedDelaySec=10

[Install]
WantedBy=timers.target
END_OF_FILE
  file "$1/etc/apt/apt.conf.d/60egress-proxy" <<'END_OF_FILE'
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-Time "02:30";
// Keep these files; otherwise upgrades of the packages that ship their own would wait for an answer.
Dpkg::Options { "--force-confdef"; "--force-confold"; };
END_OF_FILE
  file "$1/etc/logrotate.d/squid" <<'END_OF_FILE'
/var/log/squid/*.log {
	daily
	rotate 30
	compress
	delaycompress
	missingok
	nocreate
	sharedscripts
	postrotate
		test ! -e /run/squid.pid || /usr/sbin/squid -k rotate
	endscript
}
END_OF_FILE
  file "$1/etc/rsyslog.d/60-egress-proxy.conf" <<'END_OF_FILE'
module(load="imfile")
# The agent reports how many records wait.
module(load="impstats" interval="5" format="json" ruleset="egress-statistics")
template(name="egress-statistics" type="string" string="%msg%")
ruleset(name="egress-statistics") {
  action(type="omfwd" target="127.0.0.1" port="9304" protocol="udp" template="egress-statistics")
}
global(DefaultNetstreamDriverCAFile="/etc/ssl/certs/ca-certificates.crt")
# RFC 5424 without a line break, since RFC 6587 counts its bytes.
template(name="egress-record" type="string"
  string="<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %APP-NAME% - - - %msg%")
# Squid writes to its file alone, and never waits for this program. Its place in the file is kept every 100 lines, so that a
# crash repeats up to 100 of them.
input(type="imfile" file="/var/log/squid/access.log" tag="squid" ruleset="egress" persistStateInterval="100")
# Records wait on the disk, not in memory, where a crash would lose them. When the queue is full, they wait in Squid's file.
ruleset(name="egress" queue.type="Disk" queue.filename="egress" queue.size="200000" queue.maxDiskSpace="2g"
  queue.checkpointInterval="1" queue.saveOnShutdown="on") {
  action(type="omfwd" target="logs.example.com" port="6515" protocol="tcp" TCP_Framing="octet-counted" KeepAlive="on"
    template="egress-record" action.resumeRetryCount="-1" action.resumeInterval="5"
    action.resumeIntervalMax="30" streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name"
    streamDriverPermittedPeers="logs.example.com")
}
END_OF_FILE
}

collect() { # copies all files to install into a folder of their own
  mkdir "$stage"
  cp "$from/apply.sh" "$stage"
  if [ -n "$restore" ] || [ -e "$from/restore" ]; then
    : >"$stage/restore"
    return 0
  fi
  cp "$from/squid.conf" "$from/nftables.conf" "$stage"
  for file in "$from"/allow*.txt; do [ ! -e "$file" ] || cp "$file" "$stage"; done
  if [ -e "$from/commit" ]; then cp "$from/commit" "$stage"; else revision >"$stage/commit"; fi
  [ -d "$tls" ] || return 0
  mkdir "$stage/tls"
  cp "$tls/tls.crt" "$tls/tls.key" "$tls/ca.crt" "$stage/tls"
  [ ! -e "$tls/ca.crl" ] || cp "$tls/ca.crl" "$stage/tls"
}

fetch() { # FOLDER: writes the Secret's files to it
  for file in tls.crt tls.key ca.crt; do
    run /dev/null kubectl --namespace "$namespace" get secret "$secret" \
      --output "jsonpath={.data.${file%.*}\\.${file#*.}}" >"$1/encoded" || true
    base64 -d <"$1/encoded" >"$1/$file"
    [ -s "$1/$file" ] || fail "the Secret $secret in $namespace has no $file; nothing was changed"
  done
}

send() { # DESTINATION
  tar -C "$stage" -cf "$work/files.tar" .
  # The host key is stored under the VM's name, so that another VM at the same address is noticed.
  run "$work/files.tar" ssh -o HostKeyAlias="$vm" -o StrictHostKeyChecking=ask "$1" 'set -eu
    umask 077
    there=
    trap "rm -rf \"\$there\"" EXIT
    trap "exit 129" HUP
    trap "exit 130" INT
    trap "exit 131" QUIT
    trap "exit 141" PIPE
    trap "exit 143" TERM
    there=$(mktemp -d)
    tar -C "$there" -xf -
    as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
    # sudo drops variables, so the address of the ssh client is an argument.
    $as_root sh "$there/apply.sh" --here "${SSH_CONNECTION:-}"'
}

check() { # changes nothing
  own='\(allow\)'
  if [ -d "$stage/tls" ]; then
    own='\(allow\|tls/\)'
    public=$(openssl x509 -in "$stage/tls/tls.crt" -noout -pubkey) || fail 'tls.crt is not a certificate; nothing was changed'
    [ "$public" = "$(openssl pkey -in "$stage/tls/tls.key" -pubout)" ] ||
      fail 'tls.key is not the key of tls.crt; nothing was changed'
    openssl x509 -in "$stage/tls/tls.crt" -noout -checkend 0 >/dev/null ||
      fail 'tls.crt has expired; nothing was changed'
    openssl x509 -in "$stage/tls/tls.crt" -noout -checkhost "$certified" | grep -q 'does match' ||
      fail "tls.crt is not valid for $certified, the name that the gateway checks; nothing was changed"
    say "tls.crt is valid until $(openssl x509 -in "$stage/tls/tls.crt" -noout -enddate | cut -d= -f2)"
    # Without a new revocation list, the previous one is kept.
    if [ -e "$stage/tls/ca.crl" ]; then :
    elif [ -e "$root$squid/tls/ca.crl" ]; then cp "$root$squid/tls/ca.crl" "$stage/tls"
    else : >"$stage/tls/ca.crl"; fi
  elif [ ! -e "$root$squid/tls/tls.crt" ]; then later 'this VM has no certificates yet (bring them with --secret or --tls)'
  fi
  # A key that is of use on this machine only, so it is made here.
  own="\(names\|${own#??}"
  if [ -e "$root$squid/names.pem" ]; then cp "$root$squid/names.pem" "$stage"; else (umask 077; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 36500 -subj /CN=unused -keyout "$stage/names.pem" -out "$stage/names.pem" 2>/dev/null); fi
  sed "s#$squid/$own#$stage/\\1#g" "$stage/squid.conf" >"$stage/parse.conf"
  # Squid only logs ERROR for a missing list and exits 0.
  if ! squid -k parse -f "$stage/parse.conf" 2>"$stage/parse.log" || grep -q 'ERROR:' "$stage/parse.log"; then
    grep -v Processing "$stage/parse.log" >&2
    fail 'Squid refuses squid.conf; nothing was changed'
  fi
  nft -c -f "$stage/nftables.conf" || fail 'nft refuses nftables.conf; nothing was changed'
}

put() { # FILE TARGET MODE: replaces the target atomically, even if the power fails
  if [ "$step" != move ]; then
    written="$written $root$2.new"
    install -D -m "$3" "$1" "$root$2.new"
  fi
  [ "$step" = write ] || mv "$root$2.new" "$root$2"
}

below() { # FOLDER: prints the paths of all files in it, from its root
  [ ! -d "$1" ] || (cd "$1" && find . -type f | sed 's/^\.//')
}

delivered() { # prints the paths of all files beyond Squid's and the firewall's that are ours, now or before
  {
    below "$stage/others"
    # In these folders all is ours: what else is there would change how a unit runs.
    for folder in $(below "$stage/others" | sed -n 's#^\(/etc/systemd/system/.*\.d\|/usr/local/lib/.*\)/.*#\1#p' | sort -u); do
      for file in "$root$folder"/*; do [ ! -f "$file" ] && [ ! -h "$file" ] || echo "${file#"$root"}"; done
    done
    [ ! -e "$root$list" ] || sed -n 's#^[0-9a-f]\{64\}  \(/\(etc\|usr/local\)/\)#\1#p' "$root$list" |
      grep -v "^$squid/\|^$firewall\$"
  } | sort -u
}

keep() { # FOLDER: copies what is there now
  mkdir -p "$1/others"
  for file in "$squid/squid.conf" "$firewall" "$commit"; do [ ! -e "$root$file" ] || cp "$root$file" "$1"; done
  for file in "$root$squid"/allow*.txt; do [ ! -e "$file" ] || cp "$file" "$1"; done
  for path in $paths; do
    [ ! -f "$root$path" ] || install -D "$root$path" "$1/others$path"
  done
  [ ! -e "$root$squid/tls/ca.crt" ] || cp -r "$root$squid/tls" "$1/tls"
}

swap() { # FOLDER: all or, if the disk is full, none of the files
  for step in write move; do swap_each "$1"; done
  step=
  written=
}

swap_each() { # FOLDER: lists and certificates first, since squid.conf refers to them
  for file in "$1"/allow*.txt; do [ ! -e "$file" ] || put "$file" "$squid/${file##*/}" 644; done
  [ ! -e "$1/names.pem" ] || put "$1/names.pem" "$squid/names.pem" 600
  if [ -d "$1/tls" ]; then
    mkdir -p "$root$squid/tls"
    for file in tls.key tls.crt ca.crt ca.crl; do put "$1/tls/$file" "$squid/tls/$file" 600; done
    # The agent reports when the certificate ends.
    [ "$step" = write ] || chmod 644 "$root$squid/tls/tls.crt"
  fi
  for path in $paths; do
    if [ -e "$1/others$path" ]; then put "$1/others$path" "$path" 644; elif [ "$step" = move ]; then rm -f "$root$path"; fi
  done
  [ ! -e "$1/squid.conf" ] || put "$1/squid.conf" "$squid/squid.conf" 644
  # One that was missing before is not missed when the others are put back.
  [ ! -e "$1/nftables.conf" ] || put "$1/nftables.conf" "$firewall" 644
}

tidy() { # FOLDER: removes lists that are not in it
  for file in "$root$squid"/allow*.txt; do [ -e "$1/${file##*/}" ] || rm -f "$file"; done
}

restart_others() { # has units other than Squid's, and the kernel, read what has changed
  units=
  gone=
  squid_unit=
  for path in $changed; do
    case "$path" in
      /etc/sysctl.d/*) [ ! -e "$root$path" ] || sysctl -q -p "$root$path" || return 1 ;;
      /etc/rsyslog.d/*) units="$units rsyslog.service" ;;
      /etc/default/*) units="$units ${path##*/}.service" ;;
      /etc/systemd/system/squid.service.d/*) squid_unit=changed ;;
      /etc/systemd/system/*.d/*) path=${path%/*} && path=${path##*/} && units="$units ${path%.d}" ;;
      /etc/systemd/system/*) if [ -e "$root$path" ]; then units="$units ${path##*/}"; else gone="$gone ${path##*/}"; fi ;;
      /usr/local/*)
        for file in "$root"/etc/systemd/system/*.service; do
          ! grep -q -s -F "$path" "$file" || units="$units ${file##*/}"
        done ;;
    esac
  done
  [ -d "$root/run/systemd/system" ] && [ -n "$changed" ] || return 0
  # systemctl neither stops nor disables a unit whose file it no longer finds.
  for unit in $(each "$gone"); do
    systemctl stop --quiet "$unit" || true
    rm -f "$root"/etc/systemd/system/*.wants/"$unit"
  done
  systemctl daemon-reload || return 1
  [ -z "$squid_unit" ] || say 'the unit of Squid has changed, which counts from its next start'
  for unit in $(each "$units"); do
    file=$root/etc/systemd/system/$unit
    if grep -q -s '^\[Install\]' "$file"; then systemctl enable --quiet "$unit" || return 1; fi
    ! systemctl cat "$unit" >/dev/null 2>&1 || systemctl restart "$unit" || return 1
  done
}

each() { # UNITS: one per line, but for the one that may have started this script, which ends by itself
  echo "$1" | tr ' ' '\n' | sort -u | grep -v -x -F 'egress-pull.service'
}

record() { # what the VM runs from now on, for vm:status and the agent; and what it ran before, without keys
  {
    echo "$squid/squid.conf"
    echo "$firewall"
    for file in "$stage"/allow*.txt; do [ ! -e "$file" ] || echo "$squid/${file##*/}"; done
    below "$stage/others"
  } | LC_ALL=C sort | while read -r path; do
    sha256sum <"$root$path" | sed "s#-\$#$path#"
  done >"$stage/list"
  put "$stage/list" "$list" 644
  put "$stage/commit" "$commit" 644
  rm -rf "$before/tls" "$root$previous"
  mkdir -p "$root${previous%/*}"
  cp -r "$before" "$root$previous"
}

opened() { grep -c "Accepting .*local=$listener " "$log" 2>/dev/null || true; }

hold() { # ACTION: what becomes of new connections until it is released, or for five seconds
  nft -f - <<END
table ip egress_apply
delete table ip egress_apply
table ip egress_apply {
  set held { type inet_service; flags timeout; elements = { ${listener##*:} timeout 5s } }
  chain input {
    type filter hook input priority -10
    tcp dport @held tcp flags & (syn | ack) == syn $1
  }
}
END
}

release() { nft delete table ip egress_apply 2>/dev/null || true; }

activate() { # loads the firewall, reloads Squid, and waits until it listens again
  nft -f "$root$firewall" || return 1
  count=$(opened)
  if squid -k check 2>/dev/null; then
    # Squid closes its listener for a moment, and then needs another one for what it forwards to itself.
    hold 'reject with tcp reset' || return 1
    sleep 0.2
    squid -k reconfigure 2>/dev/null || return 1
  elif [ -d /run/systemd/system ]; then
    systemctl restart squid || return 1
  else
    squid 9>&- || return 1
  fi
  tries=0
  until [ "$(opened)" -gt "${count:-0}" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || return 1
    sleep 0.1
  done
  sleep 0.2
  release
  curl -s -f -o /dev/null -m 5 --noproxy '*' http://127.0.0.1:3128/squid-internal-mgr/info
}

connection() { # the ssh connection of this shell: sudo and su drop the variable, but their parent processes have it
  pid=$$
  found=
  while [ "$pid" -gt 1 ]; do
    found=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | sed -n 's/^SSH_CONNECTION=//p')
    [ -z "$found" ] || break
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status")
  done
  echo "$found"
}

stays_reachable() { # whether the new firewall lets in the ssh client that applies it
  [ -z "$client" ] || nft get element ip egress_proxy ssh "{ $client }" >/dev/null 2>&1
}

here() { # [SSH_CONNECTION]
  [ "$(id -u)" -eq 0 ] || fail '--here needs root'
  client=${1:-$(connection)}
  client=${client%% *}
  exec 9>/run/egress-proxy-apply.lock
  flock -n 9 || later 'another apply.sh is running here'
  if [ -e "$stage/restore" ]; then
    [ -e "$root$previous/squid.conf" ] || fail 'nothing was changed before on this VM'
    cp -r "$root$previous/." "$stage"
  else
    others "$stage/others"
  fi
  check
  before=$work/before
  paths=$(delivered)
  changed=$(for path in $paths; do cmp -s "$stage/others$path" "$root$path" || echo "$path"; done)
  keep "$before"
  # From here on it runs to the end: neither a signal nor a broken connection leaves half of the files.
  trap '' HUP INT QUIT PIPE TERM
  swap "$stage"
  why='Squid did not start with these files'
  if ! activate; then tail -n 5 "$log" >&2 || true
  elif ! stays_reachable; then why="these rules would lock out $client, which is not in infrastructure.ssh"
  elif ! restart_others; then why='a unit did not start with these files'
  else
    tidy "$stage"
    record
    say "applied, listening on $listener"
    return
  fi
  swap "$before"
  tidy "$before"
  restart_others || say 'a unit did not start with the previous files either' >&2
  activate || fail "$why, nor with the previous ones: Squid is down"
  fail "$why; the previous configuration was restored"
}

tls=$from/tls
case "${1:-}" in
  --tls)
    tls=$(cd "${2:?a folder after --tls}" && pwd)
    shift 2 ;;
  --secret)
    tls=$work/secret
    mkdir "$tls"
    fetch "$tls"
    shift ;;
esac
if [ "${1:-}" = --restore ]; then
  restore=yes
  shift
fi
case "${1:-}" in
  --here) collect; here "${2:-}" ;;
  '' | -*) sed -n '/^#   /s/^#   //p' "$0" >&2; exit 2 ;;
  # What the VM says counts.
  *) collect; end=1; send "$1" ;;
esac
