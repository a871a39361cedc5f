import os
import ssl
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import requests

zone = ZoneInfo(sys.argv[1] if len(sys.argv) > 1 else os.environ["CLOCK_ZONE"])
print(datetime(2024, 7, 1, 12, tzinfo=UTC).astimezone(zone).isoformat())
authorities = ssl.create_default_context().cert_store_stats()["x509_ca"]
print("authorities known" if authorities else "no authorities", requests.__version__)
