import humanize

with open("/var/run/job.txt", "w", encoding="utf-8") as file:
    file.write(humanize.intcomma(1234567) + "\n")
