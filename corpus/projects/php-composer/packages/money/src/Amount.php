<?php

namespace Example\Money;

final class Amount
{
    public function __construct(private int $cents)
    {
    }

    public function __toString(): string
    {
        return sprintf('%d.%02d', intdiv($this->cents, 100), $this->cents % 100);
    }
}
