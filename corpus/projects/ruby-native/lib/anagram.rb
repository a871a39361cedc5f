require "anagram/anagram"
