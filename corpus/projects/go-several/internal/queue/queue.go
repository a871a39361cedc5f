package queue

import "github.com/google/uuid"

// Space is the name space of the ids of jobs.
var Space = uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")

// ID returns the id of a job, the same for the same name.
func ID(name string) string {
	return uuid.NewSHA1(Space, []byte(name)).String()
}
