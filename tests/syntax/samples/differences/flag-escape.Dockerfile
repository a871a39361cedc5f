# escape=`
FROM debian:12
RUN --mount=type=bind,target=C:\data x
RUN y
