const ms = require('ms');

const prices = { apple: 2, pear: 3 };

exports.of = (fruit) => prices[fruit];
exports.validFor = ms(ms('2 days'), { long: true });
