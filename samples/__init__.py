"""Draws requests with ID copies: the newcomer's samples, the test corpus and the evaluation's fresh cases.

Every person is invented, every BSN computed. Nothing here is read by ``idcheck`` itself.
"""
