#!/bin/sh
exec tool
