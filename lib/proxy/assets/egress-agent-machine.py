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
