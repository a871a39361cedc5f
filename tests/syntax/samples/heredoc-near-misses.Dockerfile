FROM debian:12
RUN cat <<< "here string"
RUN echo "<<EOF"
RUN echo '<<EOF'
RUN echo a<<EOF
RUN echo \<<EOF
RUN echo $((1<<2))
RUN echo <<
RUN echo <<-
RUN echo <<''
RUN ["cat", "<<EOF"]
RUN echo "open <<EOF
RUN echo ${open <<EOF
RUN echo ${a:-<<EOF}
CMD cat <<EOF
ENV A=<<EOF
ENTRYPOINT cat <<EOF
LABEL a="<<EOF"
EOF
NOTHING <<EOF
