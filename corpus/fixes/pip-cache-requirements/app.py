import idna
import six

print(idna.encode("bücher.example"), six.PY3)
