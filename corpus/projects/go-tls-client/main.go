package main

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"time"
)

func roots() error {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return err
	}
	if len(pool.Subjects()) == 0 {
		return fmt.Errorf("no certificate of an authority on this machine")
	}
	return nil
}

func main() {
	if err := roots(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if len(os.Args) < 2 {
		fmt.Println("certificates are there")
		return
	}
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Get(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(answer.Status)
}
