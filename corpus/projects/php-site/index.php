<?php
require __DIR__ . '/lib/menu.php';
header('Content-Type: text/html; charset=utf-8');
?>
<!doctype html>
<ul>
<?php foreach (menu() as $dish): ?>
  <li><?= htmlspecialchars($dish) ?></li>
<?php endforeach ?>
</ul>
