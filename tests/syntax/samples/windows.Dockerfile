# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
ENV HOME_DIR="C:\Program Files\App" `
    OTHER=C:\Other` Dir
WORKDIR C:\app\
COPY setup.exe C:\temp\
COPY ["a b.txt", "C:\\data\\"]
RUN Invoke-WebRequest https://example.org/a.zip -OutFile C:\a.zip ; `
    # a comment between
    Expand-Archive C:\a.zip ; `

    Remove-Item C:\a.zip
LABEL quote="a `" b" dollar=`$HOME
RUN dir C:\ `
