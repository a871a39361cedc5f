echo "hello $(cat /srv/name)"
