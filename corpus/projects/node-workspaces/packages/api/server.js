const express = require('express');
const prices = require('prices');

const app = express();

app.get('/prices/:fruit', (request, response) => {
  const price = prices.of(request.params.fruit);
  if (price === undefined) {
    response.status(404).json({ error: 'unknown fruit' });
    return;
  }
  response.json({ price, validFor: prices.validFor });
});

app.listen(6060, '0.0.0.0');
