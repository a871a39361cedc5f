require "mkmf"

create_makefile("anagram/anagram")
