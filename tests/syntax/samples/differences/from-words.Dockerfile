FROM alpine AS
FROM one two three four
