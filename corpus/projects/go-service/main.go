package main

import (
	"encoding/json"
	"log"
	"net/http"

	"github.com/gorilla/mux"
)

var quotes = map[string]string{
	"kernighan": "Controlling complexity is the essence of computer programming.",
	"pike":      "Clear is better than clever.",
}

func show(w http.ResponseWriter, r *http.Request) {
	quote, ok := quotes[mux.Vars(r)["author"]]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]string{"quote": quote})
}

func main() {
	router := mux.NewRouter()
	router.HandleFunc("/quotes/{author}", show)
	router.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	log.Println("listening on :8080")
	log.Fatal(http.ListenAndServe(":8080", router))
}
