"""Operations on the state, with nothing sent but reads."""
