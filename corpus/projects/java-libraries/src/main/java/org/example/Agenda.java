package org.example;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.apache.commons.lang3.StringUtils;

public class Agenda {
    public static void main(String[] arguments) {
        ZoneId zone = ZoneId.systemDefault();
        String start = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochSecond(1720000000L).atZone(zone));
        System.out.println(StringUtils.rightPad("stand-up", 12, '.') + start + " " + zone);
    }
}
