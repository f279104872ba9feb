/* Enhetstest för kundregistret */
#define MAX_ID 8001139818u
static const char *const namn = "kund@%s";
var mönster = /^[^@]+@[^@]+$/;
import { knapp } from "@exempel/knapp@1.2.3";
git clone git@versioner.example.test:intern/kund.git
const färg = "#80011398", tid = 20260112081355;
