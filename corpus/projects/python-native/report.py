import psycopg2
from dateutil.parser import parse
from psycopg2.extensions import libpq_version

print(f"libpq {libpq_version() // 10000}, {parse('1 July 2024').date()}")
try:
    psycopg2.connect("host=127.0.0.1 port=1 connect_timeout=2")
except psycopg2.OperationalError:
    print("no server")
