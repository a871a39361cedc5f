

  
	# indented comment
FROM debian:12


   RUN indented
	CMD tabbed
# last

