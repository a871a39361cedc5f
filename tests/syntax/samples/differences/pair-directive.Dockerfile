# escape=`
FROM debian:12
ENV A=C:\dir B=`"x
