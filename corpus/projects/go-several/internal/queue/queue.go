package queue

import (
	"context"
	"os"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
)

// Space is the name space of the ids of jobs.
var Space = uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")

// ID returns the id of a job, the same for the same name.
func ID(name string) string {
	return uuid.NewSHA1(Space, []byte(name)).String()
}

// Push tells the workers of a job, where REDIS_URL says how they are reached, and returns its id.
func Push(ctx context.Context, name string) (string, error) {
	id := ID(name)
	address := os.Getenv("REDIS_URL")
	if address == "" {
		return id, nil
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return id, err
	}
	client := redis.NewClient(options)
	defer client.Close()
	return id, client.LPush(ctx, "jobs", id).Err()
}
