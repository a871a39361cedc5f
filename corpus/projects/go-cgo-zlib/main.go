package main

// #cgo LDFLAGS: -lz
// #include <stdlib.h>
// #include <zlib.h>
import "C"

import (
	"fmt"
	"io"
	"os"
	"unsafe"
)

func squeeze(data []byte) (int, error) {
	bound := C.compressBound(C.uLong(len(data)))
	out := make([]byte, bound)
	code := C.compress2((*C.Bytef)(unsafe.Pointer(&out[0])), &bound, (*C.Bytef)(unsafe.Pointer(&data[0])), C.uLong(len(data)), 9)
	if code != C.Z_OK {
		return 0, fmt.Errorf("zlib says %d", code)
	}
	return int(bound), nil
}

func main() {
	data, err := io.ReadAll(os.Stdin)
	if err != nil || len(data) == 0 {
		fmt.Fprintln(os.Stderr, "nothing to squeeze")
		os.Exit(2)
	}
	size, err := squeeze(data)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d -> %d bytes with zlib %s\n", len(data), size, C.GoString(C.zlibVersion()))
}
