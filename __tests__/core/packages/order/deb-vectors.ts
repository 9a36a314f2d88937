/** What dpkg's own tests say (lib/dpkg/t/t-version.c), and Debian Policy 5.6.12, as chains of neighbours. */
export const debVectors = `
0 = 0 = 00 = 0:0 = 0:0- = 0:0-0 = 0-00 = 00-0
1:2-3 = 1:2-3
0:0-0 < 1:0-0 < 2:0-0
0:a-0 < b-0 > a-0
0:0-a < 0-b > 0-a
1-1 < 2-1 > 1-2 > 1-1
0.0-0.0 = 0:0.0-0.0
0:0-0-0 = 0-0-0 < 0-0-0-0
0:0:0-0 < 0:0:0:0-0
0:09azAZ.-+~:-0 = 0:09azAZ.-+~:-00
0:0-azAZ09.+~ = 0-azAZ09.+~
1~~ < 1~~a < 1~ < 1 < 1a
1.0 = 1.0-0 < 1.0-0.1 < 1.0-1 > 1.0~rc1-1
1.2.3+dfsg > 1.2.3 < 1.2.3a < 1.2.3+dfsg
5.36.0-7+deb12u1 < 5.36.0-7+deb12u10 > 5.36.0-7+deb12u9
1.0 = 1.00
`;

/** What dpkg rejects. */
export const noDebVersions = ["", "0:", "0:0 0-1", "-1:0-1", "a:0-0", "-0", "0:-0", "0:0-0:0", "1.0_1", "0:!a-0", "0:0-!"];
