<?php

require __DIR__ . '/vendor/autoload.php';

$cents = array_map('intval', array_slice($argv, 1));
echo (new Example\Invoices\Invoice())->total(...$cents), "\n";
