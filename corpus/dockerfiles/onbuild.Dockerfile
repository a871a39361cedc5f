FROM node:22-bookworm-slim
WORKDIR /app
ONBUILD COPY package.json package-lock.json ./
ONBUILD RUN npm ci && npm cache clean --force
ONBUILD COPY . .
ONBUILD CMD ["node", "server.js"]
