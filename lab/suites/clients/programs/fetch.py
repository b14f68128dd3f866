"""Requests each URL with one library: fetch.py LIBRARY URL..."""
import asyncio
import sys

library, *urls = sys.argv[1:]


def urllib(url):
    from urllib.request import urlopen
    urlopen(url, timeout=5).read()


def requests(url):
    import requests
    requests.get(url, timeout=5)


def httpx(url):
    import httpx
    httpx.get(url, timeout=5)


def aiohttp(url, **options):
    import aiohttp

    async def get():
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5), **options) as session:
            async with session.get(url) as response:
                await response.read()

    asyncio.run(get())


def aiohttp_trust_env(url):
    aiohttp(url, trust_env=True)


def version():
    if library == "urllib":
        return sys.version.split()[0]
    return __import__(library.split("_")[0]).__version__


if not urls:
    print(version())
for url in urls:
    try:
        globals()[library](url)
    except Exception as error:
        print(url, error, file=sys.stderr)
