<?php

$database = new PDO('sqlite:' . getenv('QUEUE_FILE'));
$database->exec('create table if not exists jobs (name text)');
foreach (array_slice($argv, 1) ?: ['nothing'] as $name) {
    $database->prepare('insert into jobs values (?)')->execute([$name]);
}
foreach ($database->query('select name from jobs order by name') as $row) {
    echo $row['name'], "\n";
}
