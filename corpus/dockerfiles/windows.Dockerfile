# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
WORKDIR C:\app
COPY app\ C:\app\
RUN Invoke-WebRequest `
    -Uri https://example.com/tool.zip `
    -OutFile C:\tool.zip
CMD ["C:\\app\\app.exe"]
