import time
from pathlib import Path

import redis

while True:
    Path("/tmp/state").write_text(f"redis client {redis.__version__}\n", encoding="utf-8")
    time.sleep(5)
