package main

import (
	"encoding/json"
	"log"
	"net/http"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var quotes = map[string]string{
	"kernighan": "Controlling complexity is the essence of computer programming.",
	"pike":      "Clear is better than clever.",
}

var asked = promauto.NewCounter(prometheus.CounterOpts{Name: "quotes_asked_total", Help: "Quotes asked for."})

func show(w http.ResponseWriter, r *http.Request) {
	asked.Inc()
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
	router.Handle("/metrics", promhttp.Handler())
	log.Println("listening on :8080")
	log.Fatal(http.ListenAndServe(":8080", router))
}
