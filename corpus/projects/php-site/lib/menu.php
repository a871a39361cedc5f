<?php

function menu(): array
{
    return array_map(fn (string $line): string => mb_convert_case($line, MB_CASE_TITLE), file('data/menu.txt', FILE_IGNORE_NEW_LINES));
}
