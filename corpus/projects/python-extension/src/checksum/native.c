#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <zlib.h>

static PyObject *adler(PyObject *self, PyObject *arguments)
{
    const char *data;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "y#", &data, &size))
        return NULL;
    return PyLong_FromUnsignedLong(adler32(adler32(0, Z_NULL, 0), (const Bytef *)data, (uInt)size));
}

static PyMethodDef methods[] = {{"adler", adler, METH_VARARGS, "The checksum of bytes."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_native", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModule_Create(&module);
}
