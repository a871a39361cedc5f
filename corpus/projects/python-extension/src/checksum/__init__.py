import sys

from checksum._native import adler


def main() -> None:
    for word in sys.argv[1:]:
        print(f"{adler(word.encode()):08x} {word}")
