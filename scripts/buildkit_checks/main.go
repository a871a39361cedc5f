// BuildKit's own checks without a daemon: prints what its linter says of each file, one JSON object a line.
//
// Every base image is taken for one of Linux with PATH and nothing else. Build it in an empty folder:
//
//	go mod init checks && cp .../main.go . && go mod tidy && go build -o buildkit-checks .
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/opencontainers/go-digest"
)

const image = `{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin"]},"rootfs":{"type":"layers"}}`

type resolver struct{}

func (resolver) ResolveImageConfig(
	_ context.Context, name string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	return name, digest.FromString(name), []byte(image), nil
}

func check(path string) (out map[string]any) {
	out = map[string]any{"file": path}
	defer func() {
		if problem := recover(); problem != nil {
			out["error"] = fmt.Sprint("panic: ", problem)
		}
	}()
	text, err := os.ReadFile(path)
	if err != nil {
		out["error"] = err.Error()
		return out
	}
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
	source.Definition = &llb.Definition{}
	options := dockerfile2llb.ConvertOpt{SourceMap: source, MetaResolver: resolver{}}
	result, err := dockerfile2llb.DockerfileLint(context.Background(), text, options)
	if err != nil {
		out["error"] = err.Error()
	}
	if result != nil {
		out["warnings"] = result.Warnings
		if result.Error != nil {
			out["error"] = result.Error.Message
		}
	}
	return out
}

func main() {
	output := json.NewEncoder(os.Stdout)
	for _, path := range os.Args[1:] {
		_ = output.Encode(check(path))
	}
}
