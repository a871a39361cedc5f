package main

import (
	"fmt"
	"log"
	"net/http"

	"example.org/jobs/internal/queue"
)

func main() {
	http.HandleFunc("/jobs", func(w http.ResponseWriter, r *http.Request) {
		id, err := queue.Push(r.Context(), r.URL.Query().Get("name"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintln(w, id)
	})
	log.Fatal(http.ListenAndServe(":9000", nil))
}
