from setuptools import Extension, setup

setup(
    packages=["checksum"],
    package_dir={"": "src"},
    ext_modules=[Extension("checksum._native", ["src/checksum/native.c"], libraries=["z"])],
)
