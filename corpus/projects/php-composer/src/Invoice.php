<?php

namespace Example\Invoices;

use Example\Money\Amount;

final class Invoice
{
    public function total(int ...$cents): Amount
    {
        return new Amount(array_sum($cents));
    }
}
