FROM debian:12
RUN apt-get update \
    # why this is here
    && apt-get install -y \
# not indented
        curl \

        wget \
   
	# indented with a tab

    && true
RUN trailing blanks \   
  go on	\	
  end
RU\
N split keyword
ENV SPLIT=va\
lue OTHER=x\
y
RUN not continued \\
RUN three \\\
RUN \
\
\
  empty ones
\
RUN behind a bare one
RUN ends with a comment \
# the last one
EXPOSE 80 \
       443
CMD ["a", \
     # in the array
     "b"]
LABEL a=1 \
      # between pairs
      b="two \
words" \
      c=3
RUN to the end \
