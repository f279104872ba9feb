# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people with names as they are spread in Sweden, and what looks like a name and is none.

First names and surnames are drawn apart, so that nobody is meant. Three groups each: the common
ones, those of many languages and ages, and rare ones that no list of common names has. The share
of each group follows what a register of customers looks like.
"""
import invented

FIRST = (
    (60, "Anna Eva Maria Karin Kristina Lena Sara Emma Kerstin Ingrid Malin Elin Marie Jenny Hanna "
         "Linda Birgitta Susanne Monica Inger Ulla Johanna Julia Sofia Elisabeth Annika Camilla "
         "Åsa Helena Anette Ida Amanda Linnéa Ulrika Gunilla Maja Alice Ella Wilma Saga Lars "
         "Mikael Anders Johan Erik Per Peter Jan Thomas Karl Daniel Fredrik Andreas Hans Stefan "
         "Mohamed Mats Marcus Alexander Magnus Bengt Jonas Oskar Henrik Martin Niklas Bo Björn "
         "Patrik Emil Gustav Leif Ulf Simon Göran Christer Robert Sven Viktor Kjell David Rickard "
         "Filip Joakim Elias William Hugo Lucas Oliver Liam Axel"),
    (28, "Fatima Amina Zahra Maryam Leila Samira Hodan Fadumo Khadija Nour Rania Jasmin Selma "
         "Katarzyna Agnieszka Magdalena Jelena Snezana Milica Sanja Pirjo Marjatta Päivi Satu "
         "Olena Svetlana Irina Linh Thi Mei Priya Aylin Zeynep Dilan Shilan Rojin Parisa Shirin "
         "Ahmed Ali Hussein Ibrahim Mustafa Omar Yusuf Abdirahman Mahmoud Khaled Hassan Bilal "
         "Amir Reza Mehdi Farhad Zoran Goran Dragan Milan Bojan Nenad Piotr Krzysztof Wojciech "
         "Andrzej Juha Timo Pekka Matti Seppo Dmitri Sergej Oleksandr Minh Tuan Wei Raj Emre "
         "Mehmet Murat Serkan Yared Tesfay Abel Samuel Alva Ebba Freja Vera Signe Tyra Astrid "
         "Märta Svea Elvira Tilde Juni Lovisa Matilda Ines Vilgot Sixten Harry Loke Ture Folke "
         "Nils Holger Gösta Torsten Ragnar Rune Stig Sture Arne Gunborg Maj-Britt Ann-Sofie "
         "Eva-Lena Lars-Erik Karl-Johan Per-Olof Anna-Lena Britt-Marie Sven-Erik Jan-Olof"),
    (12, "Birk Cajsa Isolde Wille Love Dag Gerd Jerker Ylva-Li Tindra Solveigh Alvilda Zelal "
         "Runar Tryggve Eskil-Olof Hjördis Gullan Sölve Ebon Yorsalem Ngozi Anahit Tuva-Stina "
         "Kerimcan Ljubomir Vuokko Aune Tauno Iluta Valdis Bronislaw Ottilia Thorvald Assar "
         "Iréne-Maj Melker Hedwig Rosel Aniela Kjerstin Sigvard Svante-Olof Elof Dorotea"),
)
LAST = (
    (48, "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson "
         "Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson "
         "Magnusson Lindström Olofsson Lindqvist Lindgren Berg Axelsson Bergström Lundberg Lind "
         "Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Henriksson Ali Mohamed "
         "Forsberg Sjöberg Wallin Engström Eklund Danielsson Lundin Håkansson Björk Bergman "
         "Gunnarsson Wikström Holm Samuelsson Isaksson Fransson Bergqvist Nyström Holmberg "
         "Arvidsson Löfgren Söderberg Nyberg Blomqvist Claesson Nordström Hassan Mårtensson "
         "Lundström Viklund Björklund Eliasson Berggren Sandström Nordin Ström Åberg Falk Ek "
         "Hermansson Holmgren Hellström Dahlberg Hedlund Sundberg Sjögren Blom Strand Norberg"),
    (32, "Ahmed Nguyen Hussein Abdi Ibrahim Yilmaz Kaya Demir Jovanovic Petrovic Nikolic Hodzic "
         "Kowalska Nowak Virtanen Korhonen Mäkinen Nieminen Hansen Jensen Pedersen Müller Tran "
         "Pham Singh Kaur Rahimi Hosseini Karimi Haddad Khalil Mahmoud Saleh Osman Warsame Farah "
         "Tesfaye Gebremedhin Popescu Ivanova Shevchenko Garcia Rodriguez Silva Lagerqvist "
         "Rosengren Ågren Cederholm Wennberg Malmgren Tornberg Rydell Hallgren Palmgren "
         "Stenmark Ekdahl Åkerblom Öhman Kjellberg Almqvist Dahlin Brodin Melander Ljungdahl "
         "Roos Frisk Rask Stolt Dahl Hjelm Kvist Rydén Sahlén Boström Strandberg Hägglund "
         "Löfstrand Bäckman Edlund Norling Wester Zetterlund von-Essen af-Klercker Ek-Lund "
         "Berg-Nilsson"),
    (20, "Ask Cavling Dahlby Fagerås Hallberga Isgård Järnblad Mosseby Ormstad Rågsved Tallhed "
         "Ulvsund Vassbro Ytterhag Älvkvist Kvarnsten Brunnhammar Skarpsvärd Grubbe Tjärnlöv "
         "Hornwall Snäckelid Vintervik Bagge Trolle Glad Modig Rapp Kämpe Åhrby Elgstrand "
         "Zandihaleh Okonkwo Abeysekera Tsegay Berhane Dervishi Szczepanska Mbeki Thorvaldsdottir "
         "Räsänen Kiiskinen Uusitalo Drljaca Çelik Tikhonov Yacoub Barsom Lahdo Vuorela Ninnis "
         "Hykkerud Nästesjö Kihlander Wrangstad Ejdermark Fjällbrant Gyllensax Hafslund"),
)
# Persons are in none of these. {first} and {last} are of common names.
ORGANISATIONS = (
    "{last} & Söner AB", "{last}s Bygg AB", "{first} {last} Konsult AB", "{last} Åkeri HB",
    "Advokatfirman {last} & {last2}", "Region Skåne", "Västra Götalandsregionen", "Göteborgs Stad",
    "Svenska Kyrkan", "Röda Korset", "Örebro Kommun", "Kungliga Tekniska Högskolan", "Volvo Cars",
    "Länsförsäkringar Bergslagen", "Studieförbundet Vuxenskolan", "Bostads AB Björken",
    "Brf Tallkotten", "Norra Skolan", "Sankt Görans Sjukhus", "Sahlgrenska Universitetssjukhuset",
    "Folktandvården Sörmland", "Hotell Kung Karl", "Restaurang Två Krögare", "Microsoft Office",
    "Adobe Acrobat", "Visma Lön", "Swedish Match", "Stora Enso", "Skatteverket Malmö",
)
PLACES = (
    "Karl Johansgatan", "Sankt Eriksgatan", "Östra Storgatan", "Norra Hamngatan", "Anders Berg Torg",
    "Stora Essingen", "Norra Tyresö", "Västra Frölunda", "Södra Sandby", "Nya Varvet",
    "Gamla Stan", "Upplands Väsby", "New York", "Kalle Nilssons Väg", "Nils Ericsons Plats",
    "Sven Hultins Gata", "Olof Palmes Gata", "Karl Gustavs Torg", "Stora Björn", "Lilla Torg",
)
TITLES = (
    "Vänliga Hälsningar", "God Jul", "Gott Nytt År", "Windows Server", "Personligt Brev",
    "Allmänna Villkor", "Ny Upphandling", "Projekt Berg", "Team Syd", "Modell Björn", "Plan Ek",
    "Version Lind", "Möte Berg", "Konferensrum Strand", "Sal Holm", "Avtal Lund", "Hus Sten",
)


def one_of(rng, groups):
    many, names = zip(*groups)
    name = rng.choice(rng.choices(names, many)[0].split())
    return name


class Person(invented.Person):
    """An invented person with a name that somebody could have."""

    def __init__(self, rng):
        super().__init__(rng)
        self.first = one_of(rng, FIRST)
        self.last = one_of(rng, LAST)
        for particle in ("von-", "af-"):
            self.last = self.last.replace(particle, particle.replace("-", " "))
        self.middle = one_of(rng, FIRST[:1]) if rng.random() < 0.12 else ""
        if rng.random() < 0.06:
            self.last += " " + one_of(rng, LAST[:1])
        self.name = f"{self.first} {self.last}"
        self.full = f"{self.first} {self.middle} {self.last}" if self.middle else self.name
        self.initial = f"{self.first[0]}. {self.last}"
        plain = f"{self.first}.{self.last}".lower().translate(PLAIN).replace(" ", "-")
        self.email = (plain + rng.choice(("", "", str(rng.randrange(1, 99)))) + "@example."
                      + rng.choice(("org", "com", "net")))


PLAIN = str.maketrans("åäöéüç", "aaoeuc")


def organisation(rng):
    return rng.choice(ORGANISATIONS).format(first=one_of(rng, FIRST[:1]),
                                            last=one_of(rng, LAST[:1]),
                                            last2=one_of(rng, LAST[:1]))


def lookalike(rng):
    """Capitalised words that are nobody's name."""
    return rng.choice((organisation(rng), organisation(rng), rng.choice(PLACES),
                       rng.choice(TITLES)))
