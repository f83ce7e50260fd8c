;; Breaks down in functions whose names a terminal would obey, look like other lines, or unfold into gigabytes.
(func $last (@name "_Z1f1aIiE1bIS0_S0_S0_S0_S0_S0_S0_S0_E1cIS2_S2_S2_S2_S2_S2_S2_S2_E1dIS4_S4_S4_S4_S4_S4_S4_S4_E1eIS6_S6_S6_S6_S6_S6_S6_S6_E1fIS8_S8_S8_S8_S8_S8_S8_S8_E1gISA_SA_SA_SA_SA_SA_SA_SA_E1hISC_SC_SC_SC_SC_SC_SC_SC_E1iISE_SE_SE_SE_SE_SE_SE_SE_E1jISG_SG_SG_SG_SG_SG_SG_SG_E1kISI_SI_SI_SI_SI_SI_SI_SI_E")
  unreachable)
(func $middle (@name "\1b[2J\c2\9b31m\e2\80\aegone\0a   0: 0x1 - honest!main")
  (call $last))
(func (export "run") (type $run)
  (call $middle)
  unreachable)
