"""moto's server, an emulator as this one is, of AWS: `python -m benchmarks.peers.moto_server` holds BUCKETS buckets of S3.

Listens at a free port of the loopback address and prints the port. Ends with status 3 where moto is not installed.
"""

import logging
import sys
import time
import urllib.request
import warnings

BUCKETS = 16
NOT_INSTALLED = 3
SIGNED = "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
"""moto checks no signature, but tells from it which service is meant."""


def main() -> int:
    warnings.simplefilter("ignore")  # what is printed first is the port
    try:
        from moto.server import ThreadedMotoServer
    except ImportError:
        return NOT_INSTALLED
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line for each request: it is to be as fast as it can
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    for number in range(BUCKETS):
        url = f"http://127.0.0.1:{port}/camera-{number}"
        urllib.request.urlopen(urllib.request.Request(url, method="PUT", headers={"Authorization": SIGNED})).close()
    print(port, flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    sys.exit(main())
