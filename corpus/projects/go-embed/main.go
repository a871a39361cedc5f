package main

import (
	"embed"
	"flag"
	"fmt"
	"io/fs"
	"os"
)

//go:embed songs/*.txt
var songs embed.FS

var build = "dev"

func main() {
	list := flag.Bool("list", false, "list the songs")
	flag.Parse()
	if *list {
		names, _ := fs.Glob(songs, "songs/*.txt")
		for _, name := range names {
			fmt.Println(name)
		}
		return
	}
	text, err := songs.ReadFile("songs/" + flag.Arg(0) + ".txt")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%s(build %s)\n", text, build)
}
